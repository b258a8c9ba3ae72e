/**
 * Networks run as compiled plans: the ops of a SameDiff graph in order, each with its native context built once over
 * arrays allocated once.
 */
package org.concretescore.nn.plan;
