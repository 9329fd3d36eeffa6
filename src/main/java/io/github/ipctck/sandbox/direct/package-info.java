/** No isolation at all, for machines that are the container themselves. Only when asked for. */
package io.github.ipctck.sandbox.direct;
