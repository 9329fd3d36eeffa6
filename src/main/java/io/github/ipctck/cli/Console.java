package io.github.ipctck.cli;

import io.github.ipctck.report.ConsoleReport;
import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.RunHeader;
import io.github.ipctck.run.RunListener;
import io.github.ipctck.run.Verdict;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine;

/** Shows how a run goes on: a live bar on a terminal, plain lines elsewhere. */
final class Console implements RunListener, AutoCloseable {
    private final PrintWriter out;
    private final CommandLine.Help.ColorScheme colors;
    private final boolean live;
    private ProgressBar bar;

    Console(CommandLine command) {
        this.out = command.getOut();
        this.colors = command.getColorScheme();
        this.live = CommandLine.Help.Ansi.AUTO.enabled() && System.getenv("CI") == null;
    }

    void print(String line) {
        out.println(colors.ansi().string(line));
        out.flush();
    }

    @Override
    public void preparing(String what) {
        print(what);
    }

    @Override
    public void started(RunHeader header) {
        print(ConsoleReport.beginning(header));
        begin("clauses", header.clauses());
    }

    /** Shows a bar on a terminal, which estimates when so many steps are done. */
    void begin(String unit, int steps) {
        if (live) {
            bar = new ProgressBarBuilder()
                    .setInitialMax(steps)
                    .setTaskName(unit)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(100)
                    .clearDisplayOnFinish()
                    .build();
        }
    }

    @Override
    public void finished(ClauseResult result) {
        step(result.clause());
        if (result.verdict() != Verdict.PASSED && result.verdict() != Verdict.UNSUPPORTED) {
            print(ConsoleReport.line(result));
        }
    }

    /** One step more is done. */
    void step(String message) {
        if (bar != null) {
            bar.step();
            bar.setExtraMessage(message);
        }
    }

    /** Whether there is a bar to look at. */
    boolean isLive() {
        return live;
    }

    /** Takes the bar away. What is printed later stays. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
