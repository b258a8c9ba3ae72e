/**
 * Times the same work as the comparison in PyTorch.
 */
package org.concretescore.examples.bench;
