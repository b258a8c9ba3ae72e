/** The networks: encodings that turn states into numbers, and the layers behind them. */
package org.concretescore.nn.network;
