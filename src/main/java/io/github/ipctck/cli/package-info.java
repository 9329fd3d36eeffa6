/** The commands: they read what the user typed, print, and decide the exit status. No logic of their own. */
package io.github.ipctck.cli;
