/** Networks of Deeplearning4j; the only package that needs it, and it is an optional dependency. */
package org.concretescore.nn.dl4j;
