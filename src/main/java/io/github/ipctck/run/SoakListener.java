package io.github.ipctck.run;

/** Is told how a soak goes on. Calls come one at a time. */
public interface SoakListener {
    /** Something that takes a while began, such as the build of an image. */
    void preparing(String what);

    /** The first run judges its clauses. */
    void started(RunHeader header);

    /** A run is over. */
    void finished(SoakRun run);
}
