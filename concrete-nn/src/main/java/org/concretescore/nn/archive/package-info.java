/** The container of model files and checkpoints: named texts and vectors, with a version and a checksum. */
package org.concretescore.nn.archive;
