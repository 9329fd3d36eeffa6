package io.github.ipctck.grading;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the words of the specification mean in the language of a kit: somebody who only knows the course notes shall be able
 * to read the feedback. It explains the words that a student is told, and no others.
 */
public final class Glossary {
    private static final Pattern FAULT = Pattern.compile("fail(?:s|ed)? with ([a-z-]+)(?:,? or ([a-z-]+))?");
    private static final Pattern CALL = Pattern.compile("`(\\w+)\\(");
    private static final Pattern DONE_BY =
            Pattern.compile("`((\\w+)\\(([a-z]+\\d+(?:\\.[a-z]+)?)[,)][^`]*)` in ([\\w ]+) \\(pid \\d+\\)");

    /** Kinds of errors, with what they are in Python and in C: the table of section 4 of {@code spec/protocol.md}. */
    private static final Map<String, Fault> FAULTS = Map.ofEntries(
            Map.entry("empty", new Fault("there is nothing to get", "Empty", "IPC_EMPTY")),
            Map.entry("full", new Fault("there is no free slot", "Full", "IPC_FULL")),
            Map.entry("timeout", new Fault("the time-out is over", "TimeoutError", "ETIMEDOUT")),
            Map.entry(
                    "end-of-file",
                    new Fault(
                            "every copy of the other end is closed, in all processes", "EOFError", "IPC_END_OF_FILE")),
            Map.entry("broken-pipe", new Fault("no process has the other end open", "BrokenPipeError", "EPIPE")),
            Map.entry("closed", new Fault("this process has closed it", "OSError or ValueError", "IPC_CLOSED")),
            Map.entry("direction", new Fault("it is the wrong end of a one-way pipe", "OSError", "IPC_DIRECTION")),
            Map.entry("index", new Fault("there is no such element", "IndexError", "IPC_INDEX")),
            Map.entry("value", new Fault("it takes no such value", "ValueError", "EINVAL")),
            Map.entry("type", new Fault("it takes no such type", "TypeError", null)),
            Map.entry(
                    "unsendable",
                    new Fault(
                            "no other process can get such a value",
                            "PicklingError, AttributeError or TypeError",
                            null)),
            Map.entry("too-long", new Fault("the message is longer than it may be", "OSError", "EMSGSIZE")),
            Map.entry(
                    "reset",
                    new Fault("the other side ended before it read everything", "ConnectionResetError", "ECONNRESET")),
            Map.entry(
                    "resource",
                    new Fault(
                            "a limit of the system was reached", "BlockingIOError or MemoryError", "ENOMEM or EAGAIN")),
            Map.entry("exhausted", new Fault("there are no more results", "StopIteration", "IPC_EXHAUSTED")),
            Map.entry(
                    "broken-barrier",
                    new Fault(
                            "the barrier was aborted or reset, or timed out",
                            "BrokenBarrierError",
                            "IPC_BROKEN_BARRIER")),
            Map.entry(
                    "authentication",
                    new Fault("the other side does not know the key", "AuthenticationError", "IPC_AUTHENTICATION")),
            Map.entry("overflow", new Fault("the number is out of range", "OverflowError", "ERANGE")),
            Map.entry("no-child", new Fault("there is no child to wait for", "ChildProcessError", "ECHILD")),
            Map.entry(
                    "state",
                    new Fault("that is not allowed now", "AssertionError, RuntimeError or ValueError", "IPC_STATE")),
            Map.entry(
                    "remote",
                    new Fault("the task raised it, in another process", "the task's own error", "IPC_FAILED")));

    /** Operations that are many in one, or a look from outside. */
    private static final Map<String, String> OPERATIONS = Map.of(
            "put_series", "puts that many items, one after the other",
            "get_series", "gets that many items, one after the other",
            "get_until", "gets items, one after the other, until that last one",
            "send_series", "sends that many messages, one after the other",
            "receive_series", "receives that many messages, one after the other",
            "receive_digest", "receives a message; its length and checksum are compared",
            "increment", "reads, adds one and writes, that many times, each time with the lock held");

    /** What is shown in Python's words of a C library, too. */
    private static final Map<String, String> IN_C = new TreeMap<>(Map.of(
            "block=False", "with a time-out of 0",
            "returned None", "returned 0, without an error",
            "False", "0",
            "True", "1"));

    /** @param inC null if C has no such thing */
    private record Fault(String meaning, String inPython, String inC) {}

    /**
     * A word and what it means, both plain text.
     *
     * @param word as it stands in the feedback
     */
    public record Entry(String word, String meaning) {}

    private Glossary() {}

    /** The words that need an explanation in what is told of these requirements, in the order of their appearance. */
    public static List<Entry> of(Assignment.Kit kit, List<GradedRequirement> told) {
        String text = String.join(
                "\n",
                told.stream()
                        .flatMap(requirement -> requirement.clauses().stream())
                        .filter(clause -> !clause.passed())
                        .flatMap(clause -> Stream.of(clause.sentence(), clause.expected(), clause.observed()))
                        .filter(part -> part != null)
                        .toList());
        List<Entry> entries = new ArrayList<>();
        DONE_BY.matcher(text)
                .results()
                .findFirst()
                .ifPresent(call -> entries.add(new Entry(
                        call.group().replace("`", ""),
                        "the process that is called " + call.group(4) + " here, and has that pid, did " + call.group(2)
                                + " with " + call.group(3)
                                + (kit == Assignment.Kit.C_LIBRARY ? ", by the function of ipc.h that does it" : "")
                                + "; things of a kind are numbered as they are made")));
        if (kit == Assignment.Kit.C_LIBRARY) {
            IN_C.forEach((word, meaning) -> {
                if (text.contains(word)) {
                    entries.add(new Entry(word, meaning));
                }
            });
        }
        CALL.matcher(text)
                .results()
                .map(result -> result.group(1))
                .distinct()
                .filter(OPERATIONS::containsKey)
                .forEach(name -> entries.add(new Entry(name, OPERATIONS.get(name))));
        FAULT.matcher(text)
                .results()
                .flatMap(result -> Stream.of(result.group(1), result.group(2)))
                .filter(name -> name != null && FAULTS.containsKey(name))
                .distinct()
                .forEach(name -> entries.add(
                        new Entry("fails with " + name, inWordsOf(kit).apply(FAULTS.get(name)))));
        return entries;
    }

    private static Function<Fault, String> inWordsOf(Assignment.Kit kit) {
        return switch (kit) {
            case PYTHON_MODULE -> fault -> "raises " + fault.inPython() + ": " + fault.meaning();
            case C_LIBRARY ->
                fault -> (fault.inC() == null ? "" : "sets errno to " + fault.inC() + ": ") + fault.meaning();
            case AGENT -> Fault::meaning;
        };
    }
}
