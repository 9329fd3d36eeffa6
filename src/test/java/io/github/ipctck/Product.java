package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The product as a user has it: the launcher script in the checkout, with the jar that this build made. */
public final class Product {
    /** The checkout. */
    public static final Path HOME =
            Path.of(System.getProperty("ipctck.home", ".")).toAbsolutePath();

    private static final JsonMapper JSON = new JsonMapper();
    private static final long MINUTES = 15;

    private Product() {}

    /** What a call of the program came to. */
    public record Outcome(int status, String out, String err) {
        /** One clear sentence on standard error, perhaps with indented details; no stack trace; that exit status. */
        public void isOneClearError(int expectedStatus, String... parts) {
            assertThat(status).as("exit status; err: %s; out: %s", err, out).isEqualTo(expectedStatus);
            assertThat(err.strip().lines().filter(line -> !line.startsWith("  ")))
                    .as("lines on standard error, details aside: %s", err)
                    .hasSize(1);
            assertThat(err).contains(parts).doesNotContain("\tat ", "Exception");
        }
    }

    /** Runs the program to its end. */
    public static Outcome run(String... arguments) {
        return finish(start(arguments));
    }

    /** Starts the program. */
    public static Process start(String... arguments) {
        return start(Map.of(), List.of(), arguments);
    }

    /**
     * Starts the program.
     *
     * @param environment variables besides this process's own
     * @param prefix a command that runs a command, such as {@code setpriv}
     */
    public static Process start(Map<String, String> environment, List<String> prefix, String... arguments) {
        return start(HOME, environment, prefix, arguments);
    }

    /** Starts a copy of the program in another folder. */
    static Process start(Path home, Map<String, String> environment, List<String> prefix, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(home.resolve("ipc-tck").toString());
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        // As on a user's machine: nothing of Maven's, and nothing that hides what buffers do.
        builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN") || name.startsWith("PYTHON"));
        builder.environment().put("CI", "true");
        builder.environment().putAll(environment);
        try {
            Path scratch = Files.createTempDirectory("product");
            builder.redirectOutput(scratch.resolve("out").toFile());
            builder.redirectError(scratch.resolve("err").toFile());
            Process process = builder.start();
            process.getOutputStream().close();
            OUTPUT.put(process.pid(), scratch);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final Map<Long, Path> OUTPUT = new java.util.concurrent.ConcurrentHashMap<>();

    /** The prefix of a command that runs it as an ordinary user. */
    static final List<String> AS_SOMEBODY_ELSE =
            List.of("setpriv", "--reuid", "1234", "--regid", "1234", "--clear-groups");

    /**
     * A copy that an ordinary user may read and write; a checkout in root's home can't be. The archive of class data is
     * of no use elsewhere, but while it is there, nobody makes it anew by a whole run.
     */
    static Path copyForSomebodyElse(Path folder) {
        Path copy = folder.resolve("ipc-tck");
        Shell.lines("mkdir -p " + copy + "/target && cd " + HOME + " && cp -r ipc-tck containers " + copy
                + " && cp -p target/ipc-tck.jar target/ipc-tck.jsa* " + copy + "/target && chown -R 1234:1234 " + folder
                + " && chmod 755 "
                + folder);
        return copy;
    }

    /** Waits for the program's end. */
    public static Outcome finish(Process process) {
        try {
            assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as("it ends").isTrue();
            Path scratch = OUTPUT.get(process.pid());
            return new Outcome(
                    process.exitValue(),
                    Files.readString(scratch.resolve("out"), StandardCharsets.UTF_8),
                    Files.readString(scratch.resolve("err"), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What a program that still runs has written to its standard output so far. */
    public static String outputSoFar(Process process) {
        try {
            return Files.readString(OUTPUT.get(process.pid()).resolve("out"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of a results file. */
    public static List<JsonNode> results(Path file) {
        try {
            List<JsonNode> lines = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                lines.add(JSON.readTree(line));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The verdict of each clause in a results file. */
    public static Map<String, String> verdicts(Path file) {
        Map<String, String> verdicts = new java.util.TreeMap<>();
        for (JsonNode line : results(file)) {
            if (line.path("type").asText().equals("clause")) {
                verdicts.put(line.path("clause").asText(), line.path("verdict").asText());
            }
        }
        return verdicts;
    }
}
