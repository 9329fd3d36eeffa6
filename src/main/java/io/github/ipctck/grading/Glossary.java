package io.github.ipctck.grading;

import io.github.ipctck.wire.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private static final Map<Fault, Words> WORDS = Map.ofEntries(
            Map.entry(Fault.EMPTY, new Words("there is nothing to get", "Empty", "IPC_EMPTY")),
            Map.entry(Fault.FULL, new Words("there is no free slot", "Full", "IPC_FULL")),
            Map.entry(Fault.TIMEOUT, new Words("the time-out is over", "TimeoutError", "ETIMEDOUT")),
            Map.entry(
                    Fault.END_OF_FILE,
                    new Words(
                            "every copy of the other end is closed, in all processes", "EOFError", "IPC_END_OF_FILE")),
            Map.entry(Fault.BROKEN_PIPE, new Words("no process has the other end open", "BrokenPipeError", "EPIPE")),
            Map.entry(Fault.CLOSED, new Words("this process has closed it", "OSError or ValueError", "IPC_CLOSED")),
            Map.entry(Fault.DIRECTION, new Words("it is the wrong end of a one-way pipe", "OSError", "IPC_DIRECTION")),
            Map.entry(Fault.INDEX, new Words("there is no such element", "IndexError", "IPC_INDEX")),
            Map.entry(Fault.VALUE, new Words("it takes no such value", "ValueError", "EINVAL")),
            Map.entry(Fault.TYPE, new Words("it takes no such type", "TypeError", null)),
            Map.entry(
                    Fault.UNSENDABLE,
                    new Words(
                            "no other process can get such a value",
                            "PicklingError, AttributeError or TypeError",
                            null)),
            Map.entry(Fault.TOO_LONG, new Words("the message is longer than it may be", "OSError", "EMSGSIZE")),
            Map.entry(
                    Fault.RESET,
                    new Words("the other side ended before it read everything", "ConnectionResetError", "ECONNRESET")),
            Map.entry(
                    Fault.RESOURCE,
                    new Words(
                            "a limit of the system was reached", "BlockingIOError or MemoryError", "ENOMEM or EAGAIN")),
            Map.entry(Fault.EXHAUSTED, new Words("there are no more results", "StopIteration", "IPC_EXHAUSTED")),
            Map.entry(
                    Fault.BROKEN_BARRIER,
                    new Words(
                            "the barrier was aborted or reset, or timed out",
                            "BrokenBarrierError",
                            "IPC_BROKEN_BARRIER")),
            Map.entry(
                    Fault.AUTHENTICATION,
                    new Words("the other side does not know the key", "AuthenticationError", "IPC_AUTHENTICATION")),
            Map.entry(Fault.OVERFLOW, new Words("the number is out of range", "OverflowError", "ERANGE")),
            Map.entry(Fault.NO_CHILD, new Words("there is no child to wait for", "ChildProcessError", "ECHILD")),
            Map.entry(
                    Fault.STATE,
                    new Words("that is not allowed now", "AssertionError, RuntimeError or ValueError", "IPC_STATE")),
            Map.entry(
                    Fault.REMOTE,
                    new Words("the task raised it, in another process", "the task's own error", "IPC_FAILED")));

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
    private record Words(String meaning, String inPython, String inC) {}

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
                        .filter(Objects::nonNull)
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
                .filter(Objects::nonNull)
                .flatMap(name -> Fault.named(name).stream())
                .filter(WORDS::containsKey)
                .distinct()
                .forEach(fault -> entries.add(
                        new Entry("fails with " + fault, inWordsOf(kit).apply(WORDS.get(fault)))));
        return entries;
    }

    private static Function<Words, String> inWordsOf(Assignment.Kit kit) {
        return switch (kit) {
            case PYTHON_MODULE -> words -> "raises " + words.inPython() + ": " + words.meaning();
            case C_LIBRARY ->
                words -> (words.inC() == null ? "" : "sets errno to " + words.inC() + ": ") + words.meaning();
            case AGENT -> Words::meaning;
        };
    }
}
