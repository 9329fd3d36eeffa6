package io.github.ipctck.sandbox.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Keeps the last 8 KiB of a container's log. */
final class LogTail extends ResultCallback.Adapter<Frame> {
    private static final int KEPT = 8192;

    private byte[] kept = new byte[0];

    @Override
    public synchronized void onNext(Frame frame) {
        byte[] more = frame.getPayload();
        byte[] all = Arrays.copyOf(kept, kept.length + more.length);
        System.arraycopy(more, 0, all, kept.length, more.length);
        kept = Arrays.copyOfRange(all, Math.max(0, all.length - KEPT), all.length);
    }

    synchronized String text() {
        return new String(kept, StandardCharsets.UTF_8).strip();
    }
}
