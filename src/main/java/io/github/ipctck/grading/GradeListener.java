package io.github.ipctck.grading;

import io.github.ipctck.run.ClauseResult;
import java.util.Map;

/** Is told how grading goes on. Calls come one at a time. */
public interface GradeListener {
    /** Something that takes a while began, such as the build of an image. */
    void preparing(String what);

    /**
     * A submission is done, and to be put on record ({@link GradeFile}).
     *
     * @param results what became of each clause, with traces; empty if nothing was judged, or it was graded before
     * @param before whether it was graded in an earlier run, and nothing has changed since
     */
    void graded(GradedSubmission submission, Map<String, ClauseResult> results, boolean before);
}
