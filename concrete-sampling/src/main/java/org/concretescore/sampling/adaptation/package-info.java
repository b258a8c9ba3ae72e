/**
 * Warm-up runs find an open parameter of a kernel, such as a step size. The parameter does not change any more when
 * samples are collected, because a kernel that adapts to its own chain does not leave its target stationary.
 */
package org.concretescore.sampling.adaptation;
