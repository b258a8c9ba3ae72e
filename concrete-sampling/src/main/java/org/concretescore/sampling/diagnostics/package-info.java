/**
 * Measures of the quality of chains. {@link org.concretescore.sampling.diagnostics.TransitionMatrix} is exact if the
 * states can be enumerated; otherwise {@link org.concretescore.sampling.diagnostics.Diagnostics} estimates the quality
 * from traces.
 */
package org.concretescore.sampling.diagnostics;
