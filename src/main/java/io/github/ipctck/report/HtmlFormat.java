package io.github.ipctck.report;

import io.github.ipctck.report.html.HtmlReport;
import io.github.ipctck.run.RunResult;
import io.github.ipctck.run.UsageException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** A folder of pages for a browser. */
final class HtmlFormat implements Format {
    @Override
    public String name() {
        return "html";
    }

    @Override
    public void write(List<RunResult> runs, Path out) {
        try {
            HtmlReport.write(runs, out);
        } catch (UncheckedIOException e) {
            throw new UsageException("the report can't be written to " + out + ": " + e.getMessage());
        }
    }
}
