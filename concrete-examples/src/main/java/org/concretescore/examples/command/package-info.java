/** The command line's arguments, and how results, failures and progress are shown. No experiment is done here. */
package org.concretescore.examples.command;
