/**
 * How good chains are: {@link org.concretescore.sampling.diagnostics.TransitionMatrix} says it exactly where the states
 * can be enumerated, {@link org.concretescore.sampling.diagnostics.Diagnostics} estimates it from traces elsewhere.
 */
package org.concretescore.sampling.diagnostics;
