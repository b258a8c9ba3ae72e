/**
 * Finds what a kernel leaves open, such as a step size, by warm-up runs. What is found is frozen before samples are
 * collected: a kernel that went on adapting to its chain would no longer leave its target stationary.
 */
package org.concretescore.sampling.adaptation;
