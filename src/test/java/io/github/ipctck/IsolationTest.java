package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs in a lane can neither see nor hurt anything outside of it. */
class IsolationTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "fork-bomb, bubblewrap",
        "memory-hog, bubblewrap",
        "killer, bubblewrap",
        "fork-bomb, docker",
        "memory-hog, docker",
        "killer, docker"
    })
    void aHostileNeighbourDoesNotChangeTheVerdictsOfAGoodLane(String mode, String sandbox) {
        Process hostile = Product.start(
                "run",
                StubAgent.in(folder, mode).toString(),
                "--sandbox",
                sandbox,
                "--lanes",
                "2",
                "--await",
                "3000",
                "--out",
                folder.resolve("hostile").toString());
        Product.Outcome good =
                Product.run("run", "cpython", "--sandbox", sandbox, "--chapter", "lock", "--out", folder.toString());
        assertThat(hostile.isAlive() || hostile.exitValue() == 3).isTrue();
        assertThat(good.status()).as(good.out() + good.err()).isZero();
        assertThat(Product.verdicts(folder.resolve("cpython." + sandbox + ".ndjson"))
                        .values())
                .containsOnly("passed");
        // The hostile one gets a clear verdict too.
        Product.finish(hostile).isOneClearError(3, "could not be judged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bubblewrap", "docker"})
    void aLaneSeesNothingOfTheHost(String sandbox) throws IOException {
        Process process = Product.start(
                Map.of("SECRET", "of the user", "PYTHONUNBUFFERED", "1"),
                List.of(),
                "run",
                StubAgent.in(folder, "probe").toString(),
                "--sandbox",
                sandbox,
                "--out",
                folder.toString());
        String said = Product.finish(process).err();
        assertThat(said).contains("PROBE {");
        JsonNode seen =
                new JsonMapper().readTree(said.substring(said.indexOf("PROBE {") + 6, said.lastIndexOf('}') + 1));
        assertThat(seen.path("uid").asInt()).isEqualTo(65534);
        assertThat(seen.path("capabilities").asText()).isEqualTo("0000000000000000");
        assertThat(seen.path("no-new-privileges").asText()).isEqualTo("1");
        assertThat(texts(seen.path("environment")))
                .as("the environment; bubblewrap adds PWD")
                .containsAll(List.of("HOME", "IPC_TCK_SOCKET", "LANG", "PATH", "TMPDIR"))
                .isSubsetOf("HOME", "IPC_TCK_SOCKET", "LANG", "PATH", "PWD", "TMPDIR");
        assertThat(texts(seen.path("interfaces"))).containsExactly("lo");
        assertThat(seen.path("processes").size()).as("processes").isLessThanOrEqualTo(3);
        assertThat(texts(seen.path("homes"))).isEmpty();
        assertThat(texts(seen.path("writable"))).containsExactly("/tmp", "/dev/shm");
        assertThat(seen.path("descriptors").size()).as("descriptors").isLessThanOrEqualTo(4);
    }

    private static List<String> texts(JsonNode array) {
        return java.util.stream.StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
