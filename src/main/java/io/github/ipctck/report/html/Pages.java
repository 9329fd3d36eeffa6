package io.github.ipctck.report.html;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.github.ipctck.grading.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A folder of pages, made from templates, and of what they need. */
final class Pages {
    static final String CHART_LIBRARY = "/META-INF/resources/webjars/chart.js/4.4.3/dist/chart.umd.js";

    private static final TemplateEngine TEMPLATES =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, Pages.class.getPackageName());

    private final Path folder;

    Pages(Path folder) {
        this.folder = folder;
    }

    /** @param path of the page, below the folder */
    void page(String path, String template, Map<String, Object> model) {
        StringOutput html = new StringOutput(1 << 15);
        TEMPLATES.render(template, model, html);
        AtomicFile.write(folder.resolve(path), html.toString());
    }

    /** @param name of the file, below the folder {@code assets} */
    void asset(String resource, String name) {
        AtomicFile.write(folder.resolve("assets").resolve(name).normalize(), bytes(resource));
    }

    /** What a page has in itself if it must do without a folder. */
    static String text(String resource) {
        return new String(bytes(resource), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String resource) {
        try (InputStream in = Pages.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar has no " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
