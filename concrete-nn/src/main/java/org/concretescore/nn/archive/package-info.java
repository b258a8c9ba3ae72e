/** The container of model files and checkpoints: named texts and vectors behind a version and a checksum. */
package org.concretescore.nn.archive;
