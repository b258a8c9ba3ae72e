/** Data sets and vectors from ND4J's arrays and iterators, and back. */
package org.concretescore.nn.data;
