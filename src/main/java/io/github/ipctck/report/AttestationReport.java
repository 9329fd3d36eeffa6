package io.github.ipctck.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.Conclusion;
import io.github.ipctck.run.RunHeader;
import io.github.ipctck.run.RunResult;
import io.github.ipctck.run.UsageException;
import io.github.ipctck.sandbox.FilesDigest;
import java.util.List;
import java.util.stream.Collectors;

/**
 * in-toto Statements (v1) with the predicate test-result v0.1, one a line, not signed. The subjects are the agent and, in
 * docker, the image, by their digests; the configuration is the results file.
 */
final class AttestationReport {
    private static final JsonMapper JSON = new JsonMapper();

    private AttestationReport() {}

    static String statements(List<RunResult> runs) {
        return runs.stream().map(run -> statement(run) + "\n").collect(Collectors.joining());
    }

    private static ObjectNode statement(RunResult run) {
        if (run.header().digests().isEmpty()) {
            throw new UsageException(run.file() + " has no digest of what was under test, so nothing can be attested");
        }
        ObjectNode statement = JSON.createObjectNode().put("_type", "https://in-toto.io/Statement/v1");
        ArrayNode subjects = statement.putArray("subject");
        run.header().digests().forEach((what, digest) -> {
            ObjectNode subject = subjects.addObject().put("name", run.header().implementation() + "/" + what);
            subject.putObject("digest").put("sha256", digest);
        });
        statement.put("predicateType", "https://in-toto.io/attestation/test-result/v0.1");
        ObjectNode predicate = statement.putObject("predicate");
        predicate.put("result", result(run));
        configuration(predicate.putArray("configuration").addObject(), run);
        names(predicate.putArray("passedTests"), run, Outcome.PASSED);
        names(predicate.putArray("warnedTests"), run, Outcome.TOLERATED);
        names(predicate.putArray("failedTests"), run, Outcome.FAILED);
        names(predicate.withArray("failedTests"), run, Outcome.ERROR);
        return statement;
    }

    private static String result(RunResult run) {
        if (run.footer().conclusion() != Conclusion.CONFORMS) {
            return "FAILED";
        }
        return Outcome.TOLERATED.in(run).isEmpty() ? "PASSED" : "WARNED";
    }

    private static void configuration(ObjectNode configuration, RunResult run) {
        RunHeader header = run.header();
        configuration.put("name", run.file().getFileName().toString());
        configuration.putObject("digest").put("sha256", FilesDigest.ofContent(run.file()));
        configuration
                .putObject("annotations")
                .put("suite", "ipc-tck " + header.suite())
                .put("command", header.command())
                .put("sandbox", header.sandbox())
                .put("seed", header.seed())
                .put("complete", run.footer().complete())
                .put("started", header.started());
    }

    private static void names(ArrayNode names, RunResult run, Outcome outcome) {
        outcome.in(run).stream().map(ClauseResult::clause).forEach(names::add);
    }
}
