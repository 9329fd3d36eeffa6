/**
 * The report that people read in a browser: a folder of pages, made of results files only. Records hold what a page
 * shows; the templates in {@code src/main/jte} say how it looks, and escape whatever comes from agents.
 */
package io.github.ipctck.report.html;
