package io.github.ipctck.report.html;

import io.github.ipctck.spec.Specification;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;

/**
 * A file of the specification.
 *
 * @param address the page's file name
 * @param title its heading
 * @param html its text
 * @param sections its headings of the second level
 * @param chapter whether it is a chapter, so that its sections are clauses
 */
record SpecificationPage(String address, String title, String html, List<Section> sections, boolean chapter) {
    record Section(String anchor, String title) {}

    static SpecificationPage of(String file) {
        Node document = Markdown.parse(Specification.text(file));
        String title = file;
        List<Section> sections = new ArrayList<>();
        for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof Heading heading && heading.getLevel() == 1) {
                title = Markdown.plain(heading);
            } else if (node instanceof Heading heading && heading.getLevel() == 2) {
                sections.add(new Section(Markdown.anchor(heading), Markdown.plain(heading)));
            }
        }
        boolean chapter = Specification.load().chapters().stream().anyMatch(each -> file.equals(each.name() + ".md"));
        return new SpecificationPage(address(file), title, Markdown.html(document), List.copyOf(sections), chapter);
    }

    /** Where a link of the specification leads to in the report. */
    static String address(String link) {
        return link.replaceFirst("^index\\.md", "all-clauses.md")
                .replaceFirst("^README\\.md", "index.md")
                .replaceFirst("^([a-z-]+)\\.md(?=#|$)", "$1.html");
    }
}
