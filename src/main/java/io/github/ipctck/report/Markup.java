package io.github.ipctck.report;

/** Text from agents, for a terminal: it must neither be taken for picocli's markup nor for the terminal's own commands. */
final class Markup {
    private Markup() {}

    /** The same text, harmless. */
    static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (point == '\n' || !Character.isISOControl(point)) {
                safe.appendCodePoint(point);
            } else {
                safe.append(String.format("\\x%02x", point));
            }
        });
        return safe.toString().replace("@|", "@ |").replace("|@", "| @");
    }
}
