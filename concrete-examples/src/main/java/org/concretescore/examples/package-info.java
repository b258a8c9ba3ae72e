/** The entry of the command line. */
package org.concretescore.examples;
