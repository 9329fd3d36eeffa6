package io.github.ipctck.cli;

import io.github.ipctck.implementation.Implementations;
import io.github.ipctck.implementation.KnownFailure;
import io.github.ipctck.implementation.KnownFailures;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what an implementation is known to fail, and takes out what it does not fail any more. */
@Command(
        name = "known-failures",
        mixinStandardHelpOptions = true,
        description =
                "Shows the failures of an implementation that are known and explained, or takes out those that are"
                        + " none any more.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ipc-tck known-failures billiard",
            "  ./ipc-tck known-failures billiard --remove PROC-JOIN-TIMEOUT-AGAIN",
            "",
            "Exit status: 0 done, 2 wrong usage."
        })
final class KnownFailuresCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "IMPL", description = "The name of an implementation, or the path of its folder.")
    private String implementation;

    @Option(
            names = "--remove",
            paramLabel = "ID",
            split = ",",
            description = "Take out the entry of this clause. May be repeated.")
    private List<String> removed = List.of();

    @Override
    public Integer call() {
        KnownFailures known = new Implementations(Main.home().resolve("containers"))
                .find(implementation)
                .knownFailures();
        Set<String> clauses = new LinkedHashSet<>(removed);
        if (!clauses.isEmpty()) {
            known.remove(clauses);
        }
        Console console = new Console(spec.commandLine());
        for (KnownFailure failure : known.entries()) {
            if (clauses.isEmpty()) {
                console.print(failure.clause() + ": " + failure.reason().strip());
            } else if (clauses.contains(failure.clause())) {
                console.print("taken out: " + failure.clause());
            }
        }
        return 0;
    }
}
