/**
 * The commands for the user's own data fit a model, sample it, evaluate it, and write its scores. Each command is a
 * class whose method {@code run} takes the options and returns the result, so that Java programs can call it, too.
 */
package org.concretescore.examples.run;
