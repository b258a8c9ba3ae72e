/** Examples: one class each, to be read and run. */
package org.concretescore.examples.example;
