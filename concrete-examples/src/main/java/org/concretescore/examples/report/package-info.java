/** JSON, pictures and pages that experiments write; each file is written as a whole or not at all. */
package org.concretescore.examples.report;
