/** Renders results. Pure functions from results to text; what a verdict is was decided below. */
package io.github.ipctck.report;
