package io.github.ipctck.sandbox.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.util.concurrent.atomic.AtomicLong;

/** Counts a container's log while it grows, and keeps nothing: a line that never ends must not fill the memory. */
final class LogSize extends ResultCallback.Adapter<Frame> {
    private final AtomicLong bytes = new AtomicLong();

    @Override
    public void onNext(Frame frame) {
        bytes.addAndGet(frame.getPayload().length);
    }

    long bytes() {
        return bytes.get();
    }
}
