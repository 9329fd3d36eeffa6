package io.github.ipctck;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An agent that breaks the protocol is one clear error, in bounded time and memory. */
class BrokenAgentTest {
    private static final int UNJUDGED = 3;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exits-at-once    | the agent ended before it connected, with exit status 3; it wrote: the library is missing",
                "never-connects   | the agent did not connect to the socket that IPC_TCK_SOCKET names within 1.00 s",
                "no-hello         | a process connected but said no complete hello within 1000 ms",
                "closes-at-once   | a process connected and closed the connection without saying hello",
                "garbage          | the agent sent a line that is no JSON",
                "long-line        | the agent sent a line longer than 1048576 bytes",
                "half-line        | the agent closed the connection in the middle of a line",
                "slow-drip        | a process connected but said no complete hello within 1000 ms",
                "wrong-version    | the agent speaks protocol version 1, this harness speaks version 2",
                "silence          | the nursery did not answer `actor.new` within 1.00 s",
                "sudden-close     | the nursery ended",
                "reply-to-nothing | the agent sent a reply to nothing",
                "second-hello     | the agent said hello a second time on the same connection",
                "no-clock         | a reply must say when the operation started",
                "announces-nobody | the nursery announced a new actor, but the kernel knows no process with pid 4242",
            })
    void aBrokenAgentIsOneClearError(String mode, String message, @TempDir Path folder) {
        Process process = Product.start(
                // Would be too little for a line of 64 MiB.
                Map.of("IPC_TCK_JAVA_OPTS", "-Xmx48m"),
                List.of(),
                "run",
                StubAgent.in(folder, mode).toString(),
                "--sandbox",
                "bubblewrap",
                "--await",
                "1000",
                "--out",
                folder.resolve("out").toString());
        Product.finish(process).isOneClearError(UNJUDGED, message);
    }
}
