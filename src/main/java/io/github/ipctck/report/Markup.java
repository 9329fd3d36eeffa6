package io.github.ipctck.report;

/**
 * Text from agents: it must be taken neither for picocli's markup, nor for the terminal's own commands, nor for Markdown's.
 */
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

    /** The same text in HTML that is in Markdown. */
    static String html(String text) {
        return escaped(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("`", "&#96;")
                .replace("*", "&#42;")
                .replace("_", "&#95;")
                .replace("[", "&#91;")
                .replace("\n", " ");
    }

    /** The same text as code in Markdown, without its own quotes of code. Some readers obey HTML even there. */
    static String code(String text) {
        return text.contains("<") || text.isBlank()
                ? html(text)
                : "`" + escaped(text).replace("`", "").replace("\n", " ").strip() + "`";
    }

    /** The same text in a cell of a Markdown table. */
    static String cell(String text) {
        return escaped(text)
                .replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replace("*", "\\*")
                .replace("_", "\\_")
                .replace("[", "\\[")
                .replace("`", "\\`")
                .replace("@", "&#64;")
                .replace("\n", " ");
    }
}
