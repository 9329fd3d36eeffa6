package io.github.ipctck.cli;

import io.github.ipctck.report.CertificateFolder;
import io.github.ipctck.run.Certificate;
import io.github.ipctck.run.RunResult;
import io.github.ipctck.run.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a certificate. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Checks a certificate's folder: every file is as it was written, and the runs say what it says.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ipc-tck verify results/cpython.certificate",
            "  ./ipc-tck verify results/cpython.certificate --again",
            "",
            "It shows that nothing was changed, not who wrote it: sign SHA256SUMS or the attestation for that.",
            "",
            "Exit status: 0 it holds, 1 it does not, 2 wrong usage, 3 it could not be judged again."
        })
final class VerifyCommand implements Callable<Integer> {
    private static final int DOES_NOT_HOLD = 1;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", description = "What certify wrote.")
    private Path path;

    @Option(names = "--again", description = "Do its runs again, here, and see whether that gives the same.")
    private boolean again;

    @Override
    public Integer call() {
        Console console = new Console(spec.commandLine());
        CertificateFolder folder = new CertificateFolder(path);
        List<String> flaws = folder.flaws();
        if (!flaws.isEmpty()) {
            console.print("@|bold,red " + path + " is not as it was written|@");
            flaws.forEach(flaw -> console.print("  " + flaw));
            return DOES_NOT_HOLD;
        }
        List<RunResult> runs = folder.runs();
        Certificate certificate = Certificate.of(runs);
        console.print("every file is as it was written, by ipc-tck " + certificate.suite());
        console.print(Certifying.verdict(certificate));
        if (!certificate.certified()) {
            return DOES_NOT_HOLD;
        }
        return again ? repeat(certificate, console) : 0;
    }

    private int repeat(Certificate certificate, Console console) {
        Path copy = newFolder();
        int status = new Certifying(spec.commandLine()).certify(certificate.subject(), certificate.seeds(), copy);
        if (status == 0) {
            String agent =
                    new CertificateFolder(copy).runs().get(0).header().digests().get("agent");
            if (!certificate.digests().get("agent").equals(agent)) {
                console.print("@|bold,red what is under test here is something else|@: the agent's digest differs");
                return DOES_NOT_HOLD;
            }
            console.print("@|bold,green the same again|@");
        }
        return status;
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("ipc-tck-again").resolve("certificate");
        } catch (IOException e) {
            throw new UsageException("no folder can be made for the runs: " + e.getMessage());
        }
    }
}
