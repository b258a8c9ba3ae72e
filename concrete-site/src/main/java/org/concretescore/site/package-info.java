/**
 * Makes the web site: the project's Markdown as static pages, with search, beside the Javadoc. Nothing here is
 * published.
 */
package org.concretescore.site;
