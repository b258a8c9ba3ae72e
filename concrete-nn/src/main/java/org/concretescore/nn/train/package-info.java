/** Training of models from a specification, an objective and data. */
package org.concretescore.nn.train;
