/** State spaces. They say what a discrete state is and how states are numbered. */
package org.concretescore.core.space;
