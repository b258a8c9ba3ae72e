/** Score models made of networks, free and tied, and the file that keeps them. */
package org.concretescore.nn.model;
