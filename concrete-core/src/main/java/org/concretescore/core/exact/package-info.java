/**
 * Distributions whose answers are known exactly. {@link org.concretescore.core.exact.ExactDistribution} holds those
 * that are small enough to enumerate. A {@link org.concretescore.core.exact.Target} is hard to sample but still has
 * exact answers, so that samplers and estimators of log Z can be compared with it.
 */
package org.concretescore.core.exact;
