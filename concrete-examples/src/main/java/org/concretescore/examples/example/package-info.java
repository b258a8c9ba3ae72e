/** Short programs to read and run; each is one class. */
package org.concretescore.examples.example;
