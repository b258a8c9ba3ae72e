/** Score models made of networks: free, tied and normalised models, and their specifications. */
package org.concretescore.nn.model;
