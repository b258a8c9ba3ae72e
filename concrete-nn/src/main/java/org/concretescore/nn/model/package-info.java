/** Score models made of networks, free, tied and normalised, and the file that keeps them. */
package org.concretescore.nn.model;
