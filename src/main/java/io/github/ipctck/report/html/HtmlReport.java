package io.github.ipctck.report.html;

import io.github.ipctck.run.RunResult;
import io.github.ipctck.spec.Chapter;
import io.github.ipctck.spec.Specification;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The report as pages for a browser: a folder that works from a disk and without a network. */
public final class HtmlReport {
    /** The pages of the specification that are no chapters. */
    private static final List<String> OTHER_PAGES = List.of("README.md", "index.md", "errata.md", "protocol.md");

    private final Pages pages;

    private HtmlReport(Path folder) {
        this.pages = new Pages(folder);
    }

    /**
     * Writes the pages about some runs; those of an earlier report in the folder are overwritten.
     *
     * @param runs one or more; each becomes a column of the matrix
     * @param folder is made if it is missing
     * @throws java.io.UncheckedIOException if it can't be written
     */
    public static void write(List<RunResult> runs, Path folder) {
        new HtmlReport(folder).write(Overview.of(runs, Specification.load()));
    }

    private void write(Overview overview) {
        pages.page("index.html", "matrix.jte", Map.of("overview", overview));
        for (ClausePage page : ClausePage.all(overview)) {
            pages.page("clauses/" + page.row().id() + ".html", "clause.jte", Map.of("page", page));
        }
        for (Column column : overview.columns()) {
            pages.page(
                    "implementations/" + column.slug() + ".html",
                    "implementation.jte",
                    Map.of("page", ImplementationPage.of(column, overview)));
        }
        for (String file : OTHER_PAGES) {
            specification(file);
        }
        for (Chapter chapter : overview.specification().chapters()) {
            specification(chapter.name() + ".md");
        }
        pages.asset("/io/github/ipctck/spec/protocol.schema.json", "../spec/protocol.schema.json");
        pages.asset("style.css", "style.css");
        pages.asset("theme.js", "theme.js");
        pages.asset("matrix.js", "matrix.js");
        pages.asset("clause.js", "clause.js");
        pages.asset("bars.js", "bars.js");
        pages.asset(Pages.CHART_LIBRARY, "chart.umd.js");
    }

    private void specification(String file) {
        SpecificationPage page = SpecificationPage.of(file);
        pages.page("spec/" + page.address(), "specification.jte", Map.of("page", page));
    }
}
