package io.github.ipctck.cli;

import io.github.ipctck.implementation.Implementations;
import io.github.ipctck.report.CertificateFolder;
import io.github.ipctck.report.ConsoleReport;
import io.github.ipctck.run.Certificate;
import io.github.ipctck.run.Conclusion;
import io.github.ipctck.run.RunRequest;
import io.github.ipctck.run.RunResult;
import io.github.ipctck.sandbox.docker.DockerSandbox;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** Does the runs of a certificate and writes its folder. */
final class Certifying {
    private final CommandLine command;

    Certifying(CommandLine command) {
        this.command = command;
    }

    /**
     * Does them.
     *
     * @return the exit status: 0 if it is certified
     */
    int certify(String subject, List<Long> seeds, Path out) {
        CertificateFolder folder = new CertificateFolder(out);
        RunRequest usual = RunRequest.of(new Implementations(Main.home().resolve("containers")).find(subject), out);
        RunRequest request = new RunRequest(
                subject,
                usual.implementation(),
                Optional.of(DockerSandbox.NAME),
                Certificate.filter(usual.implementation().profiles()),
                usual.lanes(),
                usual.seed(),
                usual.budgets(),
                false,
                usual.environment(),
                out,
                usual.tap(),
                usual.supervision());
        List<RunResult> runs = new ArrayList<>();
        int status = new Judging(command, DockerSandbox.NAME)
                .judge(
                        seeds.stream()
                                .map(seed -> request.again(seed, folder.run(seed)))
                                .toList(),
                        (result, console) -> {
                            runs.add(result);
                            console.print("seed " + result.header().seed() + ": " + ConsoleReport.conclusion(result));
                        });
        if (runs.size() < seeds.size()) {
            return status;
        }
        List<RunResult> written = folder.runs();
        Certificate certificate = Certificate.of(written);
        folder.write(certificate, written);
        Console console = new Console(command);
        console.print(verdict(certificate));
        certificate.reasons().forEach(reason -> console.print("  " + reason));
        console.print("certificate: " + out + "; check it: ./ipc-tck verify " + out);
        return certificate.certified() ? 0 : Math.max(status, Conclusion.VIOLATES.exitStatus());
    }

    /** What a certificate says, on one line. */
    static String verdict(Certificate certificate) {
        return (certificate.certified()
                        ? "@|bold,green " + certificate.implementation() + " is certified|@: "
                        : "@|bold,red " + certificate.implementation() + " is not certified|@: ")
                + certificate.clauses() + " MUST clauses of " + String.join(", ", certificate.profiles()) + " in "
                + certificate.seeds().size() + " runs, "
                + certificate.unsupported().size() + " unsupported";
    }
}
