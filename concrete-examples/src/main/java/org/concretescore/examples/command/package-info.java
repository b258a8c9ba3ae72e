/**
 * The commands parse their arguments, and show results, failures and progress. The experiments themselves are in other
 * packages.
 */
package org.concretescore.examples.command;
