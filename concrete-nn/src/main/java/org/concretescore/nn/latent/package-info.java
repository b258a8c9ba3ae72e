/**
 * Models with layers of discrete latent variables (stochastic graphs). They are relaxed with Concrete variables while
 * they are trained, and discrete when they are used (Maddison et al. 2017, sections 2.4, 3.3 and 5, appendices C and
 * D). The package {@code org.concretescore.core.latent} holds the bounds and the estimators of their gradients. This
 * package holds the graphs and the models.
 */
package org.concretescore.nn.latent;
