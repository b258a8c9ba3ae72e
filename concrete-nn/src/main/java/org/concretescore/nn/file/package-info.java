/** Models in files: {@link org.concretescore.nn.file.ModelFile} is the one door for all kinds of them. */
package org.concretescore.nn.file;
