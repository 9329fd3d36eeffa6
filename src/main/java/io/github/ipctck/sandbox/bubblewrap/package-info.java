/** The embedded sandbox: bubblewrap, for machines without a container engine. */
package io.github.ipctck.sandbox.bubblewrap;
