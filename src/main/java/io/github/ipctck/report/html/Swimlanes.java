package io.github.ipctck.report.html;

import java.util.List;

/**
 * What happened in one clause, as a drawing: a lane per process, time downwards. Lengths are in pixels.
 *
 * @param laneWidth the width of a lane's boxes
 * @param summary the drawing in a sentence, for who can't see it
 * @param callout what was expected and what was observed, below the failing step; or null
 * @param events the same as lines of text
 */
record Swimlanes(
        int width,
        int height,
        int laneWidth,
        String summary,
        List<Lane> lanes,
        List<Box> boxes,
        List<Note> notes,
        List<Arrow> arrows,
        List<Tick> ticks,
        Callout callout,
        List<Line> events) {
    /**
     * A process.
     *
     * @param x the middle
     * @param top where its head is
     * @param bottom where its line ends
     * @param pid as it sees it itself; empty if it is not known
     * @param origin how it came to be
     * @param gone whether the kernel said that it is dead
     * @param branch the curve from the process that made it; or null
     */
    record Lane(String name, String pid, String origin, int x, int top, int bottom, boolean gone, String branch) {}

    /**
     * An operation.
     *
     * @param style how it ended
     * @param full the whole call and result, where the shown ones are shortened
     * @param blocked the parts of it in which the kernel saw that no thread ran
     */
    record Box(
            int x,
            int y,
            int height,
            String style,
            boolean wrong,
            List<TextLine> call,
            List<TextLine> result,
            boolean endOfFile,
            String full,
            List<Span> blocked) {}

    record TextLine(int y, String text) {}

    record Span(int y, int height) {}

    /** What the kernel said. */
    record Note(int x, int y, int height, boolean wrong, List<TextLine> text, String full) {}

    /**
     * From one operation to another.
     *
     * @param style {@code message}, {@code wake}, {@code end} or {@code reap}
     * @param path where it runs, in the drawing's own language
     * @param title what it means
     */
    record Arrow(String style, String path, String title) {}

    /**
     * A time at the margin.
     *
     * @param gap how much time was left out of the drawing before it; or null
     */
    record Tick(int y, String time, String gap) {}

    /** @param from the place of what it is about, or -1 */
    record Callout(int y, int height, int x, int from, List<TextLine> expected, List<TextLine> observed) {}

    /** An event in words. */
    record Line(String time, String who, String what, boolean wrong) {}
}
