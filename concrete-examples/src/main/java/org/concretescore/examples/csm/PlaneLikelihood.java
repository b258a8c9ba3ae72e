package org.concretescore.examples.csm;

/**
 * The mean negative log-likelihood of a test sample under a model whose normalising constant is also an estimate. All
 * numbers are in nats, and all errors are standard errors.
 *
 * @param nll {@code log Z - mean f}
 * @param nllError the error of {@code nll}, which combines the two independent errors below
 * @param logZ the estimated logarithm of the normalising constant
 * @param logZError the error of {@code logZ}
 * @param testError the error of the mean of the test sample
 * @param floor the entropy of the truth, which is a lower bound for every model
 */
record PlaneLikelihood(double nll, double nllError, double logZ, double logZError, double testError, double floor) {}
