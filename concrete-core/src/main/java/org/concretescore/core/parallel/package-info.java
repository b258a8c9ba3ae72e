/** Work on several threads, and how it is stopped: by interrupting the thread that asked for it. */
package org.concretescore.core.parallel;
