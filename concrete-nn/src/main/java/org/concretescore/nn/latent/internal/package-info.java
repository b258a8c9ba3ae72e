/** The graphs of latent variable models and the rows of their inputs. Nothing in it is API: it may change with every release. */
package org.concretescore.nn.latent.internal;
