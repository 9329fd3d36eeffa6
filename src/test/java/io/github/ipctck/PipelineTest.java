package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/ci.md and action.yml say is short, and its commands run. */
class PipelineTest {
    private static final int MOST_LINES = 10;
    private static final YAMLMapper YAML = new YAMLMapper();

    @TempDir
    private Path work;

    /** What a command came to. */
    private record Outcome(int status, String out) {}

    @BeforeEach
    void checkout() throws IOException {
        implementation("cpython", "");
        // Git makes its clone of this checkout, which spares the build.
        Path hook = work.resolve("template/hooks/post-checkout");
        Files.createDirectories(hook.getParent());
        Files.writeString(hook, """
                #!/bin/sh
                mkdir target
                for file in ipc-tck.jar ipc-tck.jsa ipc-tck.jsa.java; do
                  [ ! -f '%1$s/target/'$file ] || cp '%1$s/target/'$file target/
                done
                """.formatted(Product.HOME));
        assertThat(hook.toFile().setExecutable(true)).isTrue();
    }

    /** A folder {@code mine} that claims events. */
    private void implementation(String name, String sabotage) throws IOException {
        Path containers = Product.HOME.resolve("containers");
        Files.createDirectories(work.resolve("mine"));
        Files.writeString(
                work.resolve("mine/implementation.yaml"), """
                name: %s
                language: Python
                agent: [/usr/bin/python3, -B, /opt/agent%s]
                environment: {PYTHONPATH: /opt/saboteurs, IPC_TCK_SABOTEUR: EVENT-STAYS-SET}
                mounts:
                  - {source: "%s/agents/python", target: /opt/agent}
                  - {source: "%s/saboteurs", target: /opt/saboteurs}
                profiles: [event]
                """.formatted(name, sabotage, containers, containers));
    }

    private void breakIt() throws IOException {
        implementation("broken", ", --api, ipctck_saboteurs");
    }

    @Test
    void noExampleIsLongerThanTenLines() throws IOException {
        assertThat(examples()).hasSize(3).allSatisfy((language, example) -> assertThat(example.lines())
                .as(language)
                .hasSizeLessThanOrEqualTo(MOST_LINES));
    }

    @Test
    void gitLabsScriptRuns() throws Exception {
        JsonNode job = YAML.readTree(examples().get("GitLab")).path("conformance");
        List<String> script = new ArrayList<>();
        job.path("script").forEach(line -> script.add(line.asText()));
        assertThat(script).hasSize(2);
        Outcome outcome = bash(String.join("\n", script), Map.of());
        assertThat(outcome.status()).as(outcome.out()).isZero();
        assertThat(work.resolve(job.at("/artifacts/reports/junit").asText()))
                .content()
                .contains("<testsuite", "EVENT-STAYS-SET");
    }

    @Test
    void jenkinssStepsRunAndGate() throws Exception {
        String pipeline = examples().get("Jenkins");
        List<String> steps = Pattern.compile("sh '([^']*)'")
                .matcher(pipeline)
                .results()
                .map(step -> step.group(1))
                .toList();
        assertThat(steps).hasSize(2);
        breakIt();
        Outcome outcome = bash(String.join("\n", steps), Map.of());
        assertThat(outcome.status()).as(outcome.out()).isEqualTo(1);
        assertThat(work.resolve("junit.xml")).content().contains("<failure");
        assertThat(work.resolve("results")).isDirectoryContaining("glob:**.ndjson");
    }

    @Test
    void theActionJudgesSummarizesAnnotatesAndCompares() throws Exception {
        JsonNode action = YAML.readTree(Product.HOME.resolve("action.yml").toFile());
        JsonNode example = YAML.readTree(examples().get("GitHub")).at("/jobs/conformance/steps/1/with");
        assertThat(action.path("inputs").fieldNames())
                .toIterable()
                .contains("implementation", "profiles", "strict", "baseline");
        example.fieldNames()
                .forEachRemaining(name ->
                        assertThat(action.path("inputs").has(name)).as(name).isTrue());

        List<Outcome> sound = act(action, Map.of("implementation", "./mine", "profiles", "event", "strict", "true"));
        assertThat(sound).extracting(Outcome::status).containsOnly(0);
        assertThat(sound.get(0).out()).contains("::notice title=cpython.");
        assertThat(work.resolve("summary")).content().contains("## cpython conforms");
        String results = Shell.lines("ls " + work + "/temp/ipc-tck/*.ndjson").get(0);
        Files.move(Path.of(results), work.resolve("baseline.ndjson"));

        breakIt();
        List<Outcome> broken = act(action, Map.of("implementation", "./mine", "baseline", "baseline.ndjson"));
        assertThat(broken).extracting(Outcome::status).containsExactly(1, 1);
        assertThat(broken.get(0).out()).containsPattern("(?m)^::error title=broken\\.\\w+ EVENT-STAYS-SET failed::");
        assertThat(work.resolve("summary"))
                .content()
                .contains("## broken does not conform", "| **newly failing** | EVENT-STAYS-SET |");
    }

    /** Runs the action's steps as a runner does. */
    private List<Outcome> act(JsonNode action, Map<String, String> inputs) throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        for (JsonNode step : action.at("/runs/steps")) {
            String condition = step.path("if").asText();
            if (!step.has("run") || (condition.contains("inputs.baseline") && !inputs.containsKey("baseline"))) {
                continue;
            }
            Map<String, String> environment = new HashMap<>(
                    Map.of("GITHUB_STEP_SUMMARY", work.resolve("summary").toString()));
            step.path("env")
                    .properties()
                    .forEach(variable -> environment.put(
                            variable.getKey(), expanded(variable.getValue().asText(), action, inputs)));
            assertThat(step.path("run").asText())
                    .as("no input is pasted into a script")
                    .doesNotContain("${{");
            outcomes.add(bash(step.path("run").asText(), environment));
        }
        return outcomes;
    }

    private String expanded(String text, JsonNode action, Map<String, String> inputs) {
        Matcher expressions = Pattern.compile("\\$\\{\\{ ([a-z_.]+) }}").matcher(text);
        return expressions.replaceAll(found -> {
            String name = found.group(1);
            return Matcher.quoteReplacement(
                    switch (name) {
                        case "github.action_path" -> Product.HOME.toString();
                        case "runner.temp" -> work.resolve("temp").toString();
                        default -> {
                            String input = name.substring("inputs.".length());
                            yield inputs.getOrDefault(
                                    input,
                                    action.at("/inputs/" + input + "/default").asText());
                        }
                    });
        });
    }

    /** The example below each heading of docs/ci.md. */
    private static Map<String, String> examples() throws IOException {
        Map<String, String> examples = new HashMap<>();
        Matcher blocks = Pattern.compile("(?ms)^## (\\w+)$(?:(?!^## ).)*?^```\\w+\\n(.*?)^```$")
                .matcher(Files.readString(Product.HOME.resolve("docs/ci.md")));
        while (blocks.find()) {
            examples.put(blocks.group(1), blocks.group(2));
        }
        return examples;
    }

    /** Runs a script as a runner does, with this checkout where the documentation names the published one. */
    private Outcome bash(String script, Map<String, String> variables) throws Exception {
        Path out = work.resolve("out");
        ProcessBuilder builder = new ProcessBuilder("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN"));
        builder.environment()
                .putAll(Map.of(
                        "CI", "true",
                        "GIT_TEMPLATE_DIR", work.resolve("template").toString(),
                        "GIT_CONFIG_COUNT", "2",
                        "GIT_CONFIG_KEY_0", "url.file://" + Product.HOME + ".insteadOf",
                        "GIT_CONFIG_VALUE_0", "https://github.com/ipctck/ipc-tck",
                        "GIT_CONFIG_KEY_1", "safe.directory",
                        "GIT_CONFIG_VALUE_1", "*"));
        builder.environment().putAll(variables);
        int status = builder.start().waitFor();
        return new Outcome(status, Files.readString(out));
    }
}
