package io.github.ipctck.spec;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/** Reads one chapter's Markdown. The form is described in {@code spec/README.md}. */
final class ChapterParser {
    private static final Set<String> CLAUSE_FIELDS =
            Set.of("Level", "Needs", "Kernel", "Source", "Rationale", "Judged by", "Look at");
    private static final Set<String> OPTIONAL_FIELDS = Set.of("Needs", "Kernel");

    private final String file;
    private String title = "";
    private String name = "";
    private String profile = "";
    private final List<Clause> clauses = new ArrayList<>();

    private ChapterParser(String file) {
        this.file = file;
    }

    static Chapter parse(String file, String markdown) {
        var parser = new ChapterParser(file);
        parser.read(Parser.builder()
                .includeSourceSpans(IncludeSourceSpans.BLOCKS)
                .build()
                .parse(markdown));
        return new Chapter(parser.name, parser.title, parser.profile, List.copyOf(parser.clauses));
    }

    private void read(Node document) {
        for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
            if (!(node instanceof Heading heading)) {
                continue;
            }
            if (heading.getLevel() == 1) {
                title = plainText(heading);
                Map<String, String> fields = fields(next(heading, BulletList.class, "a list of chapter and profile"));
                name = required(fields, "Chapter", heading);
                profile = required(fields, "Profile", heading);
            } else if (heading.getLevel() == 2) {
                clauses.add(clause(heading));
            }
        }
        if (name.isEmpty()) {
            throw new SpecificationException(
                    "spec/" + file + ": a chapter begins with '# Title' and a list of chapter" + " and profile");
        }
    }

    private Clause clause(Heading heading) {
        String id = plainText(heading);
        if (!id.matches("[A-Z][A-Z0-9]*(-[A-Z0-9]+)+")) {
            throw malformed(heading, "'" + id + "' is no clause id (capital words joined by hyphens)");
        }
        BlockQuote sentence = next(heading, BlockQuote.class, "the sentence of " + id + " as a block quote");
        Map<String, String> fields = fields(next(sentence, BulletList.class, "the list of fields of " + id));
        for (String field : fields.keySet()) {
            if (!CLAUSE_FIELDS.contains(field)) {
                throw malformed(heading, id + " has an unknown field '" + field + "'");
            }
        }
        for (String field : CLAUSE_FIELDS) {
            if (!OPTIONAL_FIELDS.contains(field)) {
                required(fields, field, heading);
            }
        }
        return new Clause(
                id,
                name,
                profile,
                level(fields.get("Level"), heading),
                plainText(sentence),
                needs(fields.get("Needs"), heading),
                Optional.ofNullable(fields.get("Kernel")),
                fields.get("Source"),
                fields.get("Rationale"),
                fields.get("Judged by"),
                fields.get("Look at"));
    }

    private Level level(String text, Heading heading) {
        for (Level level : Level.values()) {
            if (level.name().equals(text)) {
                return level;
            }
        }
        throw malformed(heading, "the level is MUST or SHOULD, not '" + text + "'");
    }

    private Set<Capability> needs(String text, Heading heading) {
        Set<Capability> needs = EnumSet.noneOf(Capability.class);
        if (text != null) {
            for (String word : text.split(",", -1)) {
                needs.add(Capability.named(word.strip())
                        .orElseThrow(() -> malformed(heading, "there is no capability '" + word.strip() + "'")));
            }
        }
        return Set.copyOf(needs);
    }

    /** The fields of a list whose items begin with a bold name and a colon. */
    private Map<String, String> fields(BulletList list) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
            Node paragraph = item.getFirstChild();
            if (!(item instanceof ListItem)
                    || paragraph == null
                    || !(paragraph.getFirstChild() instanceof StrongEmphasis strong)) {
                throw malformed(item, "a field is written '- **Name:** text'");
            }
            String field = plainText(strong).replaceFirst(":$", "");
            String text = plainText(item).substring(plainText(strong).length()).strip();
            if (fields.put(field, text) != null) {
                throw malformed(item, "the field '" + field + "' occurs twice");
            }
        }
        return fields;
    }

    private String required(Map<String, String> fields, String field, Node where) {
        String text = fields.get(field);
        if (text == null || text.isEmpty()) {
            throw malformed(where, "the field '" + field + "' is missing");
        }
        return text;
    }

    private <T extends Node> T next(Node node, Class<T> type, String what) {
        if (!type.isInstance(node.getNext())) {
            throw malformed(node, what + " is missing");
        }
        return type.cast(node.getNext());
    }

    private SpecificationException malformed(Node node, String what) {
        int line = node.getSourceSpans().isEmpty()
                ? 0
                : node.getSourceSpans().get(0).getLineIndex() + 1;
        return new SpecificationException("spec/" + file + ":" + line + ": " + what);
    }

    private static String plainText(Node node) {
        StringBuilder text = new StringBuilder();
        node.accept(new AbstractVisitor() {
            @Override
            public void visit(Text literal) {
                text.append(literal.getLiteral());
            }

            @Override
            public void visit(Code code) {
                text.append('`').append(code.getLiteral()).append('`');
            }

            @Override
            public void visit(SoftLineBreak lineBreak) {
                text.append(' ');
            }
        });
        return text.toString().strip();
    }
}
