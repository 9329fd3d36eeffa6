package io.github.ipctck.report;

import io.github.ipctck.run.UsageException;
import java.util.List;

/** Every form of results that there is. */
public final class Formats {
    private static final List<Format> ALL = List.of(
            new HtmlFormat(),
            new TextFormat("junit", JunitReport::xml),
            new TextFormat("ctrf", CtrfReport::json),
            new TextFormat("markdown", MarkdownReport::page),
            new TextFormat("github", AnnotationReport::commands),
            new TextFormat("tap", TapReport::text),
            new BadgeReport(),
            new TextFormat("attestation", AttestationReport::statements));

    private Formats() {}

    /** Their names. */
    public static List<String> names() {
        return ALL.stream().map(Format::name).toList();
    }

    /**
     * The one of that name.
     *
     * @throws UsageException if there is none
     */
    public static Format named(String name) {
        return ALL.stream()
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        "there is no format '" + name + "'; there are: " + String.join(", ", names())));
    }
}
