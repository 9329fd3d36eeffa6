package io.github.ipctck.cli;

import io.github.ipctck.implementation.Implementations;
import io.github.ipctck.run.Certificate;
import io.github.ipctck.run.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Certifies an implementation. */
@Command(
        name = "certify",
        mixinStandardHelpOptions = true,
        description =
                "Judges an implementation by all MUST clauses that it claims, several times and in several orders, in"
                        + " docker; known failures count as failures. Writes a folder that others can check.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ipc-tck certify cpython --runs 5",
            "  ./ipc-tck verify results/cpython.certificate --again",
            "",
            "The folder has the results of each run, a certificate, reports, an attestation that is not signed, the",
            "command that does it again, and SHA256SUMS.",
            "",
            "Exit status: 0 certified, 1 not certified, 2 wrong usage, 3 it could not be judged."
        })
final class CertifyCommand implements Callable<Integer> {
    private static final int MOST_RUNS = 1000;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "IMPL", description = "The name of an implementation, or the path of its folder.")
    private String subject = "";

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "How many runs, with the seeds from --seed on. Default: ${DEFAULT-VALUE}.",
            defaultValue = "5")
    private int runs;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The first run's seed. Default: ${DEFAULT-VALUE}.",
            defaultValue = "1")
    private long seed;

    @Option(names = "--out", paramLabel = "DIR", description = "A new folder. Default: results/IMPL.certificate.")
    private Path out;

    @Override
    public Integer call() {
        if (runs < Certificate.FEWEST_RUNS || runs > MOST_RUNS) {
            throw new UsageException("--runs takes " + Certificate.FEWEST_RUNS + " to " + MOST_RUNS + ", not " + runs);
        }
        String name = new Implementations(Main.home().resolve("containers"))
                .find(subject)
                .name();
        Path folder = out == null ? Path.of("results", name + ".certificate") : out;
        if (Files.exists(folder)) {
            throw new UsageException(folder + " exists; remove it, or give another by --out");
        }
        return new Certifying(spec.commandLine())
                .certify(subject, LongStream.range(seed, seed + runs).boxed().toList(), folder);
    }
}
