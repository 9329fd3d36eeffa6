package io.github.ipctck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CPython's multiprocessing with one flaw: every item that comes out of a queue is a text that would do harm where somebody
 * takes it for markup. Its clauses come to every verdict but unresolved.
 */
final class Flawed {
    static final String NAME = "flawed";
    static final String FAILED = "QUEUE-FIFO";
    static final String SHOULD_FAILED = "QUEUE-GET-TIMEOUT-ZERO";
    static final String KNOWN = "QUEUE-ROUND-TRIP-TEXT";
    static final String FIXED = "LOCK-EXCLUDES";
    static final String PASSED = "LOCK-TRY";
    static final String UNSUPPORTED = "EVENT-STAYS-SET";
    static final String CLAUSES = String.join(",", FAILED, SHOULD_FAILED, KNOWN, FIXED, PASSED, UNSUPPORTED);

    private Flawed() {}

    /** Its folder. */
    static Path write(Path parent) {
        try {
            Path module = Files.createDirectories(parent.resolve(NAME).resolve("module"));
            Files.writeString(module.resolve("flawed.py"), """
                    from multiprocessing import Lock, RLock
                    from multiprocessing import get_context as _context
                    from multiprocessing.queues import Queue as Real

                    HOSTILE = (
                        "<script>alert(1)</script> ]]> \\x00\\x1b[31m \\u202e @|red x|@ ::error::x %0A # SKIP | `a` ```` @here\\n"
                        "ok 1\\n::error::y\\n# heading"
                    )


                    class Flawed(Real):
                        def get(self, block=True, timeout=None):
                            if timeout != 0:
                                super().get(block, timeout)
                            return HOSTILE


                    def Queue(maxsize=0):
                        return Flawed(maxsize, ctx=_context())
                    """);
            Path folder = module.getParent();
            Files.writeString(folder.resolve("known.yaml"), """
                    - {clause: %s, reason: every item is another}
                    - {clause: %s, reason: it was so once}
                    """.formatted(KNOWN, FIXED));
            Files.writeString(folder.resolve("implementation.yaml"), """
                    name: flawed
                    title: A "flawed" <b>library</b> & more
                    language: Python
                    agent: [/usr/bin/python3, -B, /opt/ipc-tck/agent, --api, flawed]
                    environment: {PYTHONPATH: /opt/ipc-tck/module}
                    mounts:
                      - {source: "%s", target: /opt/ipc-tck/agent}
                      - {source: module, target: /opt/ipc-tck/module}
                    profiles: [queue, lock]
                    known-failures: known.yaml
                    """.formatted(
                            Product.HOME.resolve("containers/agents/python")));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
