package io.github.ipctck.report.html;

import io.github.ipctck.actor.TraceEvent;
import io.github.ipctck.actor.TraceEvent.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which operation of a trace led to which: concluded from the names of the objects that they were called with. */
final class Links {
    /**
     * @param from the causing step
     * @param to the step that ended by it
     * @param kind {@code message}, {@code wake}, {@code end} or {@code reap}
     */
    record Link(Step from, Step to, String kind, String title) {}

    private static final Set<String> SENDS = Set.of(
            "pipe.send",
            "pipe.send_bytes",
            "pipe.send_generated",
            "pipe.send_series",
            "queue.put",
            "queue.put_nowait",
            "queue.put_generated",
            "queue.put_series");
    private static final Set<String> RECEIVES = Set.of(
            "pipe.receive",
            "pipe.receive_bytes",
            "pipe.receive_digest",
            "pipe.receive_series",
            "queue.get",
            "queue.get_nowait",
            "queue.get_digest",
            "queue.get_series",
            "queue.get_until");

    /** What ends a wait, by the operation that waits. */
    private static final Map<String, Set<String>> WAKERS = Map.of(
            "lock.acquire", Set.of("lock.release", "scope.leave"),
            "scope.enter", Set.of("lock.release", "scope.leave"),
            "event.wait", Set.of("event.set"),
            "condition.wait", Set.of("condition.notify", "condition.notify_all"),
            "queue.join", Set.of("queue.task_done"),
            "queue.put", Set.of("queue.get", "queue.get_nowait"),
            "barrier.wait", Set.of("barrier.wait", "barrier.abort", "barrier.reset"));

    private static final Set<String> ENDINGS = Set.of("exit", "return", "raise");
    private static final Pattern CALL = Pattern.compile("^\\w+\\(([^,()]*)(?:, (.*))?\\)$", Pattern.DOTALL);
    private static final Pattern READY = Pattern.compile("\"([^\"]+)\"");
    private static final Pattern REAPED = Pattern.compile("\"pid\": (\\d+)");

    private final List<Step> steps;
    private final Map<String, String> peers = new HashMap<>();
    private final Map<Long, String> actors = new HashMap<>();
    private final Set<Step> received = new HashSet<>();
    private final List<Link> links = new ArrayList<>();

    private Links(List<TraceEvent> trace) {
        steps = trace.stream()
                .filter(Step.class::isInstance)
                .map(Step.class::cast)
                .toList();
        trace.stream()
                .filter(TraceEvent.Born.class::isInstance)
                .map(TraceEvent.Born.class::cast)
                .forEach(born -> actors.put(born.pid(), born.actor()));
    }

    static List<Link> of(List<TraceEvent> trace) {
        return new Links(trace).find();
    }

    private List<Link> find() {
        connect();
        steps.stream()
                .filter(step -> step.ended() != null)
                .sorted(Comparator.comparingLong(Links::end))
                .forEach(this::explain);
        return links;
    }

    /** The two ends of a connection have names that do not tell that they belong together. */
    private void connect() {
        List<String> accepted = steps.stream()
                .filter(step -> step.operation().equals("listener.accept"))
                .map(Links::value)
                .toList();
        List<String> connected = steps.stream()
                .filter(step -> step.operation().equals("client.connect"))
                .map(Links::object)
                .toList();
        for (int i = 0; i < Math.min(accepted.size(), connected.size()); i++) {
            peers.put(accepted.get(i), connected.get(i));
            peers.put(connected.get(i), accepted.get(i));
        }
    }

    private void explain(Step step) {
        if (RECEIVES.contains(step.operation()) && step.outcome().equals("returned")) {
            message(step);
        } else if (isEndOfFile(step)) {
            closer(step).ifPresent(closed -> links.add(new Link(closed, step, "end", "end of file")));
        } else if (step.operation().equals("wait") || step.operation().equals("waitpid")) {
            reaped(step);
        }
        if (step.operation().equals("ready.wait") && step.outcome().equals("returned")) {
            READY.matcher(String.valueOf(step.detail())).results().forEach(ready -> madeReady(step, ready.group(1)));
        }
        if (WAKERS.containsKey(step.operation()) && step.outcome().equals("returned")) {
            waker(step).ifPresent(waker -> links.add(new Link(waker, step, "wake", "wakes")));
        }
    }

    private void message(Step receive) {
        Step found = null;
        for (Step send : steps) {
            if (!SENDS.contains(send.operation())
                    || received.contains(send)
                    || send.outcome().equals("failed")
                    || start(send) > end(receive)
                    || !leadsTo(object(send), object(receive))) {
                continue;
            }
            if (carries(send, receive)) {
                found = send;
                break;
            }
            found = found == null ? send : found;
        }
        if (found != null) {
            received.add(found);
            links.add(new Link(found, receive, "message", "message through " + object(found)));
        }
    }

    private static boolean carries(Step send, Step receive) {
        String sent = value(send);
        return receive.detail() != null && (sent.equals(receive.detail()) || sent.startsWith(receive.detail() + ", "));
    }

    private boolean leadsTo(String sender, String receiver) {
        if (peers.containsKey(sender)) {
            return peers.get(sender).equals(receiver);
        }
        int dot = sender.lastIndexOf('.');
        return dot < 0
                ? sender.equals(receiver)
                : !sender.equals(receiver) && receiver.startsWith(sender.substring(0, dot + 1));
    }

    /** What may have closed the last copy of the other end: the last close of it, or the last end of a process. */
    private Optional<Step> closer(Step reading) {
        return lastBefore(
                reading,
                step -> (step.operation().equals("pipe.close") && leadsTo(object(step), object(reading)))
                        || (ENDINGS.contains(step.operation()) && !step.actor().equals(reading.actor())));
    }

    /** What another process did to the same object while a step waited. */
    private Optional<Step> waker(Step waiting) {
        return lastBefore(
                waiting,
                step -> WAKERS.get(waiting.operation()).contains(step.operation())
                        && !step.actor().equals(waiting.actor())
                        && object(step).equals(object(waiting))
                        && start(step) > start(waiting));
    }

    private Optional<Step> lastBefore(Step ended, Predicate<Step> cause) {
        return steps.stream()
                .filter(step -> !step.outcome().equals("failed") && start(step) < end(ended))
                .filter(cause)
                .max(Comparator.comparingLong(Links::start));
    }

    /** What an end became ready by: the last that was done to the other end. */
    private void madeReady(Step wait, String end) {
        lastBefore(
                        wait,
                        step -> (SENDS.contains(step.operation())
                                        || step.operation().equals("pipe.close"))
                                && leadsTo(object(step), end)
                                && start(step) > start(wait))
                .ifPresent(cause -> links.add(new Link(cause, wait, "wake", "makes " + end + " ready")));
    }

    private void reaped(Step wait) {
        Matcher pid = REAPED.matcher(String.valueOf(wait.detail()));
        if (pid.find()) {
            String actor = actors.get(Long.parseLong(pid.group(1)));
            steps.stream()
                    .filter(step -> step.actor().equals(actor) && ENDINGS.contains(step.operation()))
                    .findFirst()
                    .ifPresent(ending -> links.add(new Link(ending, wait, "reap", "is waited for")));
        }
    }

    static boolean isEndOfFile(Step step) {
        return step.outcome().equals("failed")
                && step.detail() != null
                && step.detail().startsWith("end-of-file");
    }

    private static String object(Step step) {
        Matcher call = CALL.matcher(String.valueOf(step.call()));
        return call.matches() ? call.group(1) : "";
    }

    private static String value(Step step) {
        Matcher call = CALL.matcher(String.valueOf(step.call()));
        return call.matches() && call.group(2) != null ? call.group(2) : "";
    }

    static long start(Step step) {
        return step.started() == null ? step.at() : step.started();
    }

    /** When it was over; never, if it was not. */
    static long end(Step step) {
        if (step.ended() != null) {
            return Math.max(step.ended(), start(step));
        }
        return step.received() == null ? Long.MAX_VALUE : Math.max(step.received(), start(step));
    }
}
