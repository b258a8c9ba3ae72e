/**
 * Models with layers of discrete latent variables (stochastic graphs), relaxed with Concrete variables while they are trained
 * and discrete when they are used (Maddison et al. 2017, sections 2.4, 3.3 and 5, appendices C and D). The bounds and the
 * estimators of their gradients are {@code org.concretescore.core.latent}'s; here are the graphs, the trainer and the models.
 */
package org.concretescore.nn.latent;
