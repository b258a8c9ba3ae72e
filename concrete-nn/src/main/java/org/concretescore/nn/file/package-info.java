/** Models in files. {@link org.concretescore.nn.file.ModelFile} reads and writes all kinds of them. */
package org.concretescore.nn.file;
