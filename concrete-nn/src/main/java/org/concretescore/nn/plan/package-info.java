/**
 * Networks that run as compiled plans: the ops of a SameDiff graph in order, each with a native context that is built
 * once, on arrays that are allocated once.
 */
package org.concretescore.nn.plan;
