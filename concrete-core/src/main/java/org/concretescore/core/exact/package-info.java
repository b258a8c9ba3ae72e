/**
 * Distributions whose answers are known exactly. {@link org.concretescore.core.exact.ExactDistribution} holds those that are small
 * enough to enumerate. A {@link org.concretescore.core.exact.Target} is hard to sample and has exact answers all the same:
 * samplers and estimators of log Z are compared with it.
 */
package org.concretescore.core.exact;
