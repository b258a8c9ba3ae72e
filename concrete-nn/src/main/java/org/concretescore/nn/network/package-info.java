/** The networks themselves: how states become numbers, and the layers behind. */
package org.concretescore.nn.network;
