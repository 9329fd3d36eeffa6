package io.github.ipctck.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ipctck.run.Conclusion;
import io.github.ipctck.run.RunResult;
import io.github.ipctck.run.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** A badge: as an SVG if the file's name says so, else as the JSON of an endpoint of shields.io. */
final class BadgeReport implements Format {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String LABEL = "ipc-tck";
    private static final int HEIGHT = 20;
    private static final int PADDING = 6;
    /** What a character of 11 pixels' height takes, on the average. */
    private static final double CHARACTER = 6.6;

    @Override
    public String name() {
        return "badge";
    }

    @Override
    public void write(List<RunResult> runs, Path out) {
        Badge badge = badge(runs);
        TextFormat.write(out.toString().endsWith(".svg") ? svg(badge) : endpoint(badge), out);
    }

    /** What it says. */
    private record Badge(String message, Conclusion conclusion) {
        /** Dark enough for white letters. */
        String colour() {
            return switch (conclusion) {
                case CONFORMS -> "#1a7f37";
                case VIOLATES -> "#b42318";
                case UNJUDGED -> "#6e4fa3";
            };
        }
    }

    private static Badge badge(List<RunResult> runs) {
        if (runs.size() == 1) {
            RunResult run = runs.get(0);
            return new Badge(
                    RunText.conclusion(run)
                            + (run.footer().complete() ? "" : " (incomplete)")
                            + ": "
                            + run.footer().counts().getOrDefault(Verdict.PASSED.text(), 0L)
                            + " of "
                            + run.header().clauses(),
                    run.footer().conclusion());
        }
        long conforming = runs.stream()
                .filter(run -> run.footer().conclusion() == Conclusion.CONFORMS)
                .count();
        return new Badge(
                conforming + " of " + runs.size() + " conform",
                conforming == runs.size() ? Conclusion.CONFORMS : Conclusion.VIOLATES);
    }

    private static String endpoint(Badge badge) {
        return JSON.createObjectNode()
                        .put("schemaVersion", 1)
                        .put("label", LABEL)
                        .put("message", badge.message())
                        .put("color", badge.colour())
                        .put("isError", badge.conclusion() != Conclusion.CONFORMS)
                        .toPrettyString()
                + "\n";
    }

    private static String svg(Badge badge) {
        int left = width(LABEL);
        int right = width(badge.message());
        Document document = XmlText.document();
        Element svg = XmlText.child(
                document,
                "svg",
                Map.of(
                        "xmlns",
                        "http://www.w3.org/2000/svg",
                        "width",
                        Integer.toString(left + right),
                        "height",
                        Integer.toString(HEIGHT),
                        "role",
                        "img",
                        "aria-label",
                        LABEL + ": " + badge.message()));
        XmlText.child(svg, "title", Map.of(), LABEL + ": " + badge.message());
        rectangle(svg, 0, left, "#444");
        rectangle(svg, left, right, badge.colour());
        text(svg, 0, left, LABEL);
        text(svg, left, right, badge.message());
        return XmlText.text(document);
    }

    private static int width(String text) {
        return (int) Math.ceil(text.length() * CHARACTER) + 2 * PADDING;
    }

    private static void rectangle(Element svg, int x, int width, String colour) {
        XmlText.child(
                svg,
                "rect",
                Map.of(
                        "x", Integer.toString(x),
                        "width", Integer.toString(width),
                        "height", Integer.toString(HEIGHT),
                        "fill", colour));
    }

    private static void text(Element svg, int x, int width, String text) {
        XmlText.child(
                svg,
                "text",
                Map.of(
                        "x", Double.toString(x + width / 2.0),
                        "y", "14",
                        "fill", "#fff",
                        "text-anchor", "middle",
                        "textLength", Integer.toString(width - 2 * PADDING),
                        "font-family", "Verdana,DejaVu Sans,sans-serif",
                        "font-size", "11"),
                text);
    }
}
