/**
 * What the command line does with people's own data: fitting, sampling, evaluating and scoring, each a class with a {@code run} from
 * its options to its result, so that it can be called from Java as well.
 */
package org.concretescore.examples.run;
