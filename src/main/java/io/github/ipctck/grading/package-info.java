/**
 * Grading: what an assignment asks for, the submissions that students handed in, and the points that verdicts earn. Nothing
 * here trusts a submission: names, archives and texts are the students' own. How results look is not told here.
 */
package io.github.ipctck.grading;
