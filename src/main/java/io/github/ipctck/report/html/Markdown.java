package io.github.ipctck.report.html;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.AttributeProvider;
import org.commonmark.renderer.html.HtmlRenderer;

/** The specification's Markdown as HTML. Headings get addresses, links to its other files lead to their pages. */
final class Markdown {
    private static final Parser PARSER =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();
    private static final HtmlRenderer RENDERER = HtmlRenderer.builder()
            .extensions(List.of(TablesExtension.create()))
            .escapeHtml(true)
            .sanitizeUrls(true)
            .attributeProviderFactory(context -> new Addresses())
            .build();

    private Markdown() {}

    static Node parse(String markdown) {
        return PARSER.parse(markdown);
    }

    static String html(Node node) {
        return RENDERER.render(node);
    }

    /** A text of a few words, without the paragraph around it. */
    static String inline(String markdown) {
        String html = html(parse(markdown)).strip();
        return html.startsWith("<p>") && html.indexOf("<p>", 1) < 0 ? html.substring(3, html.length() - 4) : html;
    }

    static String plain(Node node) {
        StringBuilder text = new StringBuilder();
        node.accept(new AbstractVisitor() {
            @Override
            public void visit(Text literal) {
                text.append(literal.getLiteral());
            }

            @Override
            public void visit(Code code) {
                text.append(code.getLiteral());
            }
        });
        return text.toString();
    }

    /** A heading's address on its page, as GitHub makes it. */
    static String anchor(Heading heading) {
        return plain(heading)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{IsAlphabetic}\\p{IsDigit} _-]", "")
                .replace(' ', '-');
    }

    private static final class Addresses implements AttributeProvider {
        @Override
        public void setAttributes(Node node, String tag, Map<String, String> attributes) {
            if (node instanceof Heading heading) {
                attributes.put("id", anchor(heading));
            } else if (node instanceof Link link) {
                attributes.put("href", SpecificationPage.address(link.getDestination()));
            } else if (tag.equals("pre")) {
                attributes.put("tabindex", "0"); // it scrolls, so the keyboard must reach it
            }
        }
    }
}
