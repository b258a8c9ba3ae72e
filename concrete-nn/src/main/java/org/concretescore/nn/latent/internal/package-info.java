/**
 * The graphs of latent variable models and the rows of their inputs. Nothing in this package is API. It may change with
 * every release.
 */
package org.concretescore.nn.latent.internal;
