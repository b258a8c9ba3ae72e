/** Networks of Deeplearning4j. Only this package needs it, and it is an optional dependency. */
package org.concretescore.nn.dl4j;
