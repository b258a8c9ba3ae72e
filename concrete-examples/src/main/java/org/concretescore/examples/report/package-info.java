/** What experiments write: JSON, pictures and report pages, each file as a whole or not at all. */
package org.concretescore.examples.report;
