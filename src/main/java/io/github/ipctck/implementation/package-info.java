/** What is under test: the manifest of an implementation and its list of known failures, read from YAML. */
package io.github.ipctck.implementation;
