package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.ipctck.implementation.Implementations;
import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.Conclusion;
import io.github.ipctck.run.Filter;
import io.github.ipctck.run.Run;
import io.github.ipctck.run.RunHeader;
import io.github.ipctck.run.RunListener;
import io.github.ipctck.run.RunRequest;
import io.github.ipctck.run.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that the harness and the agent say to each other in a whole run is what the protocol's schema allows. */
class ProtocolSchemaTest {
    private static final int LONGEST = 16_384;

    @ParameterizedTest
    @ValueSource(strings = {"cpython", "posix-c"})
    void everyMessageOfAWholeRunIsValid(String implementation, @TempDir Path out) throws IOException {
        Queue<String> messages = new ConcurrentLinkedQueue<>();
        RunRequest usual =
                RunRequest.of(new Implementations(Product.HOME.resolve("containers")).find(implementation), out);
        RunResult result = Run.of(
                new RunRequest(
                        usual.subject(),
                        usual.implementation(),
                        Optional.of("bubblewrap"),
                        Filter.ALL,
                        usual.lanes(),
                        usual.seed(),
                        usual.budgets(),
                        false,
                        Map.of(),
                        out,
                        (fromAgent, line) -> messages.add(line),
                        usual.supervision()),
                new Silent());
        assertThat(result.footer().conclusion()).isEqualTo(Conclusion.CONFORMS);
        assertThat(messages).hasSizeGreaterThan(2000);
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Product.HOME.resolve("spec/protocol.schema.json")), InputFormat.JSON);
        Set<String> seen = new TreeSet<>();
        for (String message : messages) {
            // Messages of one form differ in numbers only; the schema is slow, and each form is enough once. Lists of
            // thousands of items are one form as well.
            String form = message.replaceAll("\\d+", "0");
            if (message.length() < LONGEST && seen.add(form)) {
                assertThat(schema.validate(message, InputFormat.JSON))
                        .as(message)
                        .isEmpty();
            }
        }
        assertThat(seen).hasSizeGreaterThan(200);
    }

    @Test
    void theSchemaRefusesWhatTheProtocolDoesNotHave() throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Product.HOME.resolve("spec/protocol.schema.json")), InputFormat.JSON);
        for (String wrong : new String[] {
            "{}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"queue.fly\",\"params\":{}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"queue.get\",\"params\":{}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"value\":1}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32000,\"message\":\"\",\"data\":{\"kind\":\"odd\",\"type\":\"\",\"started\":1,\"ended\":2}}}",
        }) {
            assertThat(schema.validate(wrong, InputFormat.JSON)).as(wrong).isNotEmpty();
        }
    }

    private static final class Silent implements RunListener {
        @Override
        public void preparing(String what) {}

        @Override
        public void started(RunHeader header) {}

        @Override
        public void finished(ClauseResult result) {}
    }
}
