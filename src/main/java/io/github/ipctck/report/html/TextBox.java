package io.github.ipctck.report.html;

import java.util.ArrayList;
import java.util.List;

/** Text broken into lines of a drawing, whose letters all have the same width. */
final class TextBox {
    static final int LINE = 16;
    static final double LETTER = 7.25;

    private TextBox() {}

    /** At most so many lines of so many letters; an ellipsis stands for the rest. */
    static List<String> wrap(String text, int letters, int most) {
        List<String> lines = new ArrayList<>();
        String rest = visible(text);
        while (!rest.isEmpty() && lines.size() < most) {
            if (rest.length() <= letters) {
                lines.add(rest);
                rest = "";
            } else if (lines.size() == most - 1) {
                lines.add(head(rest, letters - 1) + "…");
                rest = "";
            } else {
                int end = lineEnd(rest, letters);
                lines.add(rest.substring(0, end).stripTrailing());
                rest = rest.substring(end).stripLeading();
            }
        }
        return lines;
    }

    private static String head(String text, int end) {
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    private static int lineEnd(String text, int letters) {
        for (int end = letters; end > letters * 2 / 3; end--) {
            if (text.charAt(end - 1) == ' ' || text.charAt(end - 1) == ',' || text.charAt(end - 1) == '(') {
                return end;
            }
        }
        return head(text, letters).length();
    }

    /** Neither line ends nor other control characters are of use in a drawing. */
    static String visible(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().forEach(point -> visible.appendCodePoint(Character.isISOControl(point) ? ' ' : point));
        return visible.toString();
    }

    static List<Swimlanes.TextLine> lines(List<String> text, int baseline) {
        List<Swimlanes.TextLine> lines = new ArrayList<>();
        for (int i = 0; i < text.size(); i++) {
            lines.add(new Swimlanes.TextLine(baseline + i * LINE, text.get(i)));
        }
        return lines;
    }
}
