/**
 * Distributions that are hard to sample and whose answers are known all the same: what samplers and estimators of log Z are
 * held against.
 */
package org.concretescore.core.target;
