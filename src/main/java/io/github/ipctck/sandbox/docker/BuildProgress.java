package io.github.ipctck.sandbox.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.BuildResponseItem;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Follows a build: tells each step as it begins, and keeps the last lines in case that it fails. */
final class BuildProgress extends ResultCallback.Adapter<BuildResponseItem> {
    private static final int KEPT = 10;
    private static final String STEP = "Step ";

    private final Consumer<String> progress;
    private final StringBuilder line = new StringBuilder();
    private final Deque<String> last = new ArrayDeque<>();
    private String step = "";
    private String error = "";

    BuildProgress(Consumer<String> progress) {
        this.progress = progress;
    }

    @Override
    public synchronized void onNext(BuildResponseItem item) {
        if (item.getStream() != null) {
            for (char c : item.getStream().toCharArray()) {
                if (c == '\n' || c == '\r') {
                    endLine();
                } else {
                    line.append(c);
                }
            }
        }
        if (item.getErrorDetail() != null && item.getErrorDetail().getMessage() != null) {
            error = item.getErrorDetail().getMessage().strip();
        }
    }

    private void endLine() {
        String text = line.toString().strip();
        line.setLength(0);
        if (text.isEmpty()) {
            return;
        }
        if (text.startsWith(STEP)) {
            step = text;
            progress.accept(text);
        }
        last.addLast(text);
        if (last.size() > KEPT) {
            last.removeFirst();
        }
    }

    /** What the engine said went wrong; empty if nothing did. */
    synchronized String error() {
        return error;
    }

    /** The image of the {@code FROM} that was the last step; empty if another step was. */
    synchronized String missingBase() {
        String instruction = step.substring(step.indexOf(':') + 1).strip();
        return instruction.startsWith("FROM ")
                ? instruction.substring("FROM ".length()).split(" ", -1)[0]
                : "";
    }

    synchronized List<String> lastLines() {
        return List.copyOf(last);
    }
}
