package io.github.ipctck.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads a stream to its end, for ever if need be, and keeps only its last 8 KiB. */
public final class OutputTail {
    private static final int KEPT = 8192;

    private final byte[] ring = new byte[KEPT];
    private long total;
    private final Thread thread;

    /** Starts to read. */
    public OutputTail(InputStream in, String name) {
        thread = new Thread(() -> pump(in), "output of " + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void pump(InputStream in) {
        byte[] chunk = new byte[KEPT];
        try (in) {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                keep(chunk, read);
            }
        } catch (IOException e) {
            // The process ended.
        }
    }

    private synchronized void keep(byte[] chunk, int length) {
        for (int i = 0; i < length; i++) {
            ring[(int) (total++ % KEPT)] = chunk[i];
        }
    }

    /** Waits a little for the end of the stream, which comes with the end of its process. */
    public void awaitEnd() {
        try {
            thread.join(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many bytes there were so far. */
    public synchronized long total() {
        return total;
    }

    /** What was kept so far. */
    public synchronized String text() {
        int length = (int) Math.min(total, KEPT);
        byte[] kept = new byte[length];
        for (int i = 0; i < length; i++) {
            kept[i] = ring[(int) ((total - length + i) % KEPT)];
        }
        return new String(kept, StandardCharsets.UTF_8).strip();
    }
}
