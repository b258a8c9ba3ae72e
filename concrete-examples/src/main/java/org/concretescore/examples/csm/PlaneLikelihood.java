package org.concretescore.examples.csm;

/**
 * The mean negative log-likelihood of a test sample, under a model whose normalising constant is estimated, too. Errors are
 * standard errors; all is in nats.
 *
 * @param nll {@code log Z - mean f}
 * @param nllError of nll: both below, which are independent
 * @param logZ the estimated logarithm of the normalising constant
 * @param logZError of logZ
 * @param testError of the test sample's mean
 * @param floor the entropy of the truth, which no model is below
 */
record PlaneLikelihood(double nll, double nllError, double logZ, double logZError, double testError, double floor) {}
