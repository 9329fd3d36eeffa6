package io.github.ipctck.run;

/** Is told how a run goes on. Calls come one at a time. */
public interface RunListener {
    /** Something that takes a while began, such as the build of an image. */
    void preparing(String what);

    /** The agent is there and clauses are being judged. */
    void started(RunHeader header);

    /** A clause has its verdict. */
    void finished(ClauseResult result);
}
