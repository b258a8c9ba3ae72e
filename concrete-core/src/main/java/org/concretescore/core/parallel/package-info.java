/** Work on several threads. It can be stopped by interrupting the thread that called for it. */
package org.concretescore.core.parallel;
