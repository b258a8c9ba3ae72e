/** Training: from a specification, an objective and data to a model. */
package org.concretescore.nn.train;
