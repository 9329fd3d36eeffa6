package io.github.ipctck.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ipctck.run.Certificate;
import io.github.ipctck.run.ResultsReader;
import io.github.ipctck.run.RunResult;
import io.github.ipctck.run.UsageException;
import io.github.ipctck.sandbox.FilesDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder that shows a certificate's runs to others: their results, the certificate, reports, and the digest of each file as
 * {@code sha256sum -c} reads it.
 */
public final class CertificateFolder {
    private static final String RUNS = "runs";
    private static final String CERTIFICATE = "certificate.json";
    private static final String COMMAND = "REPRODUCE";
    private static final String DIGESTS = "SHA256SUMS";
    /** What is rendered of the runs, by the format. */
    private static final Map<String, String> REPORTS =
            Map.of("html", "report", "markdown", "report.md", "junit", "junit.xml", "attestation", "attestation.jsonl");

    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;

    public CertificateFolder(Path folder) {
        this.folder = folder;
    }

    /** Where the results of the run with that seed go. */
    public Path run(long seed) {
        return folder.resolve(RUNS).resolve("seed-" + seed);
    }

    /**
     * Writes everything besides the results, which are there already.
     *
     * @throws UsageException if it can't be written
     */
    public void write(Certificate certificate, List<RunResult> runs) {
        TextFormat.write(certificate.json().toPrettyString() + "\n", folder.resolve(CERTIFICATE));
        TextFormat.write(certificate.command() + "\n", folder.resolve(COMMAND));
        REPORTS.forEach((format, file) -> Formats.named(format).write(runs, folder.resolve(file)));
        Map<String, String> digests = digests();
        TextFormat.write(
                digests.entrySet().stream()
                        .map(entry -> entry.getValue() + "  " + entry.getKey() + "\n")
                        .collect(Collectors.joining()),
                folder.resolve(DIGESTS));
    }

    /** The digest of each file by its path. */
    private Map<String, String> digests() {
        Map<String, String> digests = new TreeMap<>();
        files().filter(file -> !file.equals(folder.resolve(DIGESTS)))
                .forEach(file -> digests.put(folder.relativize(file).toString(), FilesDigest.ofContent(file)));
        return digests;
    }

    private Stream<Path> files() {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)).sorted().toList().stream();
        } catch (IOException e) {
            throw new UsageException(folder + " can't be read: " + e.getMessage());
        }
    }

    /** The runs, in the order of their seeds. */
    public List<RunResult> runs() {
        return files().filter(file -> file.startsWith(folder.resolve(RUNS)))
                .map(ResultsReader::read)
                .sorted(Comparator.comparingLong(run -> run.header().seed()))
                .toList();
    }

    /**
     * What is not as it was written; nothing if all is.
     *
     * @throws UsageException if it is no such folder
     */
    public List<String> flaws() {
        List<String> flaws = new ArrayList<>();
        Map<String, String> listed = listed();
        Map<String, String> found = digests();
        listed.forEach((file, digest) -> {
            if (!found.containsKey(file)) {
                flaws.add(file + " is missing");
            } else if (!found.get(file).equals(digest)) {
                flaws.add(file + " was changed");
            }
        });
        found.keySet().stream()
                .filter(file -> !listed.containsKey(file))
                .forEach(file -> flaws.add(file + " was added"));
        if (flaws.isEmpty()) {
            List<RunResult> runs = runs();
            if (runs.isEmpty() || !Certificate.of(runs).json().equals(certificate())) {
                flaws.add(CERTIFICATE + " does not say what the runs say");
            }
        }
        return flaws;
    }

    private Map<String, String> listed() {
        Map<String, String> listed = new TreeMap<>();
        for (String line : text(DIGESTS).lines().toList()) {
            String[] parts = line.split("  ", 2);
            if (parts.length != 2) {
                throw new UsageException(folder.resolve(DIGESTS) + " is no list of digests");
            }
            listed.put(parts[1], parts[0]);
        }
        return listed;
    }

    private JsonNode certificate() {
        try {
            return JSON.readTree(text(CERTIFICATE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UsageException(folder + " is no certificate's folder: " + file + " can't be read");
        }
    }
}
