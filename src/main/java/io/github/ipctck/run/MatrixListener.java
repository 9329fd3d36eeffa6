package io.github.ipctck.run;

/** Is told how saboteurs are judged. Calls come one at a time. */
public interface MatrixListener {
    /** Something that takes a while began, such as the build of an image. */
    void preparing(String what);

    /** Saboteurs, and so many controls, are being judged. */
    void started(MatrixHeader header);

    /** A saboteur is judged. */
    void judged(SaboteurResult result);

    /** The control is judged by a chapter. */
    void judged(ControlResult result);
}
