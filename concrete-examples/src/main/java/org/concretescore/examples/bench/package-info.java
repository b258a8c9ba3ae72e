/** Times the work of networks and objectives that is compared with PyTorch. */
package org.concretescore.examples.bench;
