package io.github.ipctck.actor;

/** Something that an implementation made and processes can hold. The same handle names it in every process. */
public interface Handle {
    /** The name under which actors keep it. */
    String name();
}
