package io.github.ipctck.cli;

import io.github.ipctck.run.Filter;
import io.github.ipctck.spec.Capability;
import io.github.ipctck.spec.Clause;
import io.github.ipctck.spec.Specification;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explains a clause. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Shows what a clause says, where it comes from and how it is judged.",
        footerHeading = "%nExample:%n",
        footer = "  ./ipc-tck explain PIPE-EOF-NEEDS-EVERY-COPY")
final class ExplainCommand implements Runnable {
    private static final int LABEL = 12;
    private static final int TEXT = 88;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CLAUSE", description = "The clause's id.")
    private String id = "";

    @Override
    public void run() {
        Clause clause = new Filter(List.of(), List.of(id), List.of(), List.of())
                .select(Specification.load())
                .get(0);
        TextTable table = TextTable.forColumns(
                spec.commandLine().getColorScheme(),
                new Column(LABEL, 0, Overflow.SPAN),
                new Column(TEXT, 1, Overflow.WRAP));
        table.addRowValues("@|bold " + clause.id() + "|@", "");
        table.addRowValues("", clause.sentence());
        table.addRowValues("", "");
        table.addRowValues("level", clause.level() + ", chapter " + clause.chapter() + ", profile " + clause.profile());
        if (!clause.needs().isEmpty()) {
            table.addRowValues(
                    "needs",
                    clause.needs().stream().map(Capability::wireName).sorted().collect(Collectors.joining(", ")));
        }
        clause.kernel().ifPresent(asked -> table.addRowValues("kernel", asked));
        table.addRowValues("source", clause.source());
        table.addRowValues("why", clause.rationale());
        table.addRowValues("judged by", clause.judgedBy());
        table.addRowValues("look at", clause.lookAt());
        PrintWriter out = spec.commandLine().getOut();
        out.print(table);
        out.flush();
    }
}
