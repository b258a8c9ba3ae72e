/**
 * The container of model files and checkpoints: named texts and vectors, with a version and a checksum. Nothing in this
 * package is API. It may change with every release.
 */
package org.concretescore.nn.archive.internal;
