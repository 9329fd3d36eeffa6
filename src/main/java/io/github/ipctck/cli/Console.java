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
        open("clauses", header.clauses());
    }

    /** Shows a bar from now on, if the terminal is one. */
    void open(String task, long steps) {
        if (live) {
            bar = new ProgressBarBuilder()
                    .setInitialMax(steps)
                    .setTaskName(task)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(100)
                    .clearDisplayOnFinish()
                    .build();
        }
    }

    /** One step of the bar. */
    void step(String what) {
        if (bar != null) {
            bar.step();
            bar.setExtraMessage(what);
        }
    }

    @Override
    public void finished(ClauseResult result) {
        step(result.clause());
        if (result.verdict() != Verdict.PASSED && result.verdict() != Verdict.UNSUPPORTED) {
            print(ConsoleReport.line(result));
        }
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
