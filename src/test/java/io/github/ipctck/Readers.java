package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.apache.maven.plugin.surefire.log.api.NullConsoleLogger;
import org.apache.maven.plugins.surefire.report.ReportTestSuite;
import org.apache.maven.plugins.surefire.report.TestSuiteXmlParser;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.w3c.dom.Document;

/** Others' readers and schemas of the formats that results are rendered in. Each refuses what is not of its format. */
public final class Readers {
    private static final JsonMapper JSON = new JsonMapper();

    /** Control characters that a terminal or XML would choke on. */
    private static final String CONTROLS = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]";

    private Readers() {}

    static void results(Path file) throws IOException {
        Schema schema = resultsSchema();
        for (String line : Files.readAllLines(file)) {
            assertThat(schema.validate(line, InputFormat.JSON)).as(line).isEmpty();
        }
    }

    static Schema resultsSchema() throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Product.HOME.resolve("spec/results.schema.json")), InputFormat.JSON);
    }

    /** By the schema of Jenkins, then by Maven's own reader. */
    static List<ReportTestSuite> junit(String xml) throws Exception {
        hasNoControls(xml);
        // This older schema lets a skipped case have no message; later ones and all readers do.
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(Readers.class.getResource("/schemas/jenkins-junit.xsd"))
                .newValidator()
                .validate(new StreamSource(
                        new StringReader(xml.replaceAll("<skipped message=\"[^\"]*\"/>", "<skipped/>"))));
        Path file = Files.createTempFile("junit", ".xml");
        try {
            Files.writeString(file, xml);
            return new TestSuiteXmlParser(new NullConsoleLogger()).parse(file.toString());
        } finally {
            Files.delete(file);
        }
    }

    static JsonNode ctrf(String text) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(
                        Files.readString(Product.HOME.resolve("src/test/resources/schemas/ctrf-schema-0.0.json")),
                        InputFormat.JSON);
        assertThat(schema.validate(text, InputFormat.JSON)).isEmpty();
        return JSON.readTree(text).path("results");
    }

    /** One command a line, whatever agents say. */
    static List<String> annotations(String text) {
        List<String> lines = text.lines().toList();
        assertThat(lines).allMatch(line -> line.matches("::(error|warning|notice) title=[^:,]*::.+"));
        return lines;
    }

    /** Perl's reader is of version 13, which 14 is made to be read by, but for the first line. */
    static Map<String, String> tap(String tap) throws IOException {
        assertThat(tap).startsWith("TAP version 14\n");
        Path file = Files.createTempFile("results", ".tap");
        try {
            Files.writeString(file, tap.replaceFirst("TAP version 14", "TAP version 13"));
            Map<String, String> read = new TreeMap<>();
            Shell.lines("perl -MTAP::Parser -e 'open my $f, \"<\", $ARGV[0]; my $bail = \"\";"
                            + " my $p = TAP::Parser->new({source => $f});"
                            + " while (my $r = $p->next) { $bail = $r->explanation if $r->is_bailout }"
                            + " print \"run=\", $p->tests_run, \"\\n\";"
                            + " print \"$_=\", scalar($p->$_), \"\\n\" for qw(passed failed todo skipped);"
                            + " print \"errors=\", scalar($p->parse_errors), \"\\nbail=$bail\\n\"' " + file)
                    .forEach(line -> read.put(line.split("=", 2)[0], line.split("=", 2)[1]));
            return read;
        } finally {
            Files.delete(file);
        }
    }

    static JsonNode badgeEndpoint(String text) throws IOException {
        JsonNode endpoint = JSON.readTree(text);
        assertThat(endpoint.path("schemaVersion").asInt()).isEqualTo(1);
        assertThat(endpoint.path("label").asText()).isEqualTo("ipc-tck");
        assertThat(endpoint.path("message").asText()).isNotBlank();
        return endpoint;
    }

    static Document badgePicture(String text) throws Exception {
        Document picture = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        assertThat(picture.getDocumentElement().getTagName()).isEqualTo("svg");
        return picture;
    }

    /** Statements, one a line. */
    static List<JsonNode> attestations(String text) throws IOException {
        List<JsonNode> statements = new ArrayList<>();
        for (String line : text.lines().toList()) {
            statements.add(JSON.readTree(line));
        }
        assertThat(statements).isNotEmpty().allSatisfy(statement -> {
            assertThat(statement.path("_type").asText()).isEqualTo("https://in-toto.io/Statement/v1");
            assertThat(statement.path("predicateType").asText())
                    .isEqualTo("https://in-toto.io/attestation/test-result/v0.1");
            assertThat(statement.at("/predicate/result").asText()).isIn("PASSED", "WARNED", "FAILED");
            assertThat(statement.at("/predicate/configuration")).isNotEmpty();
            assertThat(statement.path("subject")).isNotEmpty().allSatisfy(subject -> assertThat(
                            subject.at("/digest/sha256").asText())
                    .matches("[0-9a-f]{64}"));
        });
        return statements;
    }

    /** Markdown as a browser would get it, tables included. */
    public static String rendered(String markdown) {
        var extensions = List.of(TablesExtension.create());
        return HtmlRenderer.builder()
                .extensions(extensions)
                .build()
                .render(Parser.builder().extensions(extensions).build().parse(markdown));
    }

    static void hasNoControls(String text) {
        assertThat(text).doesNotContainPattern(CONTROLS);
    }
}
