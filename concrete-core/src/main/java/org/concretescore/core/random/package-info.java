/** Reproducible randomness: named streams from one seed. */
package org.concretescore.core.random;
