package io.github.ipctck.report.html;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.github.ipctck.run.RunResult;
import io.github.ipctck.spec.Chapter;
import io.github.ipctck.spec.Specification;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The report as pages for a browser: a folder that works from a disk and without a network. */
public final class HtmlReport {
    /** The pages of the specification that are no chapters. */
    private static final List<String> OTHER_PAGES = List.of("README.md", "index.md", "errata.md", "protocol.md");

    private static final String CHART_LIBRARY = "/META-INF/resources/webjars/chart.js/4.4.3/dist/chart.umd.js";

    private final Path folder;
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, HtmlReport.class.getPackageName());

    private HtmlReport(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes the pages about some runs; those of an earlier report in the folder are overwritten.
     *
     * @param runs one or more; each becomes a column of the matrix
     * @param folder is made if it is missing
     * @throws UncheckedIOException if it can't be written
     */
    public static void write(List<RunResult> runs, Path folder) {
        try {
            new HtmlReport(folder).write(Overview.of(runs, Specification.load()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Overview overview) throws IOException {
        for (String sub : List.of("clauses", "implementations", "spec", "assets")) {
            Files.createDirectories(folder.resolve(sub));
        }
        page("index.html", "matrix.jte", Map.of("overview", overview));
        for (ClausePage page : ClausePage.all(overview)) {
            page("clauses/" + page.row().id() + ".html", "clause.jte", Map.of("page", page));
        }
        for (Column column : overview.columns()) {
            page(
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
        asset("/io/github/ipctck/spec/protocol.schema.json", "../spec/protocol.schema.json");
        asset("style.css", "style.css");
        asset("theme.js", "theme.js");
        asset("matrix.js", "matrix.js");
        asset("clause.js", "clause.js");
        asset("implementation.js", "implementation.js");
        asset(CHART_LIBRARY, "chart.umd.js");
    }

    private void specification(String file) throws IOException {
        SpecificationPage page = SpecificationPage.of(file);
        page("spec/" + page.address(), "specification.jte", Map.of("page", page));
    }

    private void page(String path, String template, Map<String, Object> model) throws IOException {
        StringOutput html = new StringOutput(1 << 15);
        templates.render(template, model, html);
        Files.writeString(folder.resolve(path), html.toString(), StandardCharsets.UTF_8);
    }

    private void asset(String resource, String name) throws IOException {
        try (InputStream in = HtmlReport.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar has no " + resource);
            }
            Files.write(folder.resolve("assets").resolve(name), in.readAllBytes());
        }
    }
}
