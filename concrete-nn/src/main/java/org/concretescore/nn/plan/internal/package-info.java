/**
 * Checks that plans and networks share. Nothing in this package is API. It may change with every release.
 */
package org.concretescore.nn.plan.internal;
