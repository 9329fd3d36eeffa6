package io.github.ipctck.run;

import java.util.ArrayList;
import java.util.List;

/** The commands that do a run, or one clause of it, again. */
public final class Reproduction {
    private Reproduction() {}

    static String command(RunRequest request, String sandbox) {
        List<String> words = new ArrayList<>(List.of("./ipc-tck", "run", request.subject()));
        words.addAll(options(request, sandbox));
        if (request.strict()) {
            words.add("--strict");
        }
        return String.join(" ", words);
    }

    static String command(SoakRequest request, String sandbox) {
        List<String> words =
                new ArrayList<>(List.of("./ipc-tck", "soak", request.run().subject()));
        words.addAll(List.of("--runs", Integer.toString(request.runs()), "--load", Integer.toString(request.load())));
        words.addAll(options(request.run(), sandbox));
        return String.join(" ", words);
    }

    static String certification(RunHeader header, int runs) {
        return "./ipc-tck certify " + header.subject() + " --runs " + runs + " --seed " + header.seed();
    }

    private static List<String> options(RunRequest request, String sandbox) {
        List<String> words = new ArrayList<>();
        words.addAll(List.of("--sandbox", sandbox));
        request.filter().chapters().forEach(chapter -> words.addAll(List.of("--chapter", chapter)));
        request.filter().clauses().forEach(clause -> words.addAll(List.of("--clause", clause)));
        request.filter().profiles().forEach(profile -> words.addAll(List.of("--profile", profile)));
        request.filter().levels().forEach(level -> words.addAll(List.of("--level", level.toString())));
        words.addAll(List.of("--lanes", Integer.toString(request.lanes()), "--seed", Long.toString(request.seed())));
        request.environment().forEach((name, value) -> words.addAll(List.of("--environment", name + "=" + value)));
        return words;
    }

    /** The command that takes a stale entry out of an implementation's known failures. */
    public static String withoutKnownFailure(String subject, String clause) {
        return "./ipc-tck known-failures " + subject + " --remove " + clause;
    }

    /** The command that judges one clause of a run again. */
    public static String command(RunHeader header, String clause) {
        StringBuilder command = new StringBuilder("./ipc-tck run " + header.subject() + " --sandbox " + header.sandbox()
                + " --clause " + clause + " --seed " + header.seed());
        header.variables().forEach((name, value) -> command.append(" --environment " + name + "=" + value));
        return command.toString();
    }
}
