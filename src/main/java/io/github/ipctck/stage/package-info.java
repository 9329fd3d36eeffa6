/**
 * What a clause stands on: its annotations and the JUnit extension that they carry, lanes, assertions. Records what
 * happened to each clause; what that means for a verdict is decided a floor higher.
 */
package io.github.ipctck.stage;
