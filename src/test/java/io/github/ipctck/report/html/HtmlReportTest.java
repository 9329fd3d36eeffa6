package io.github.ipctck.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ipctck.Product;
import io.github.ipctck.WholeRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** The report of real runs, used in a real browser. */
class HtmlReportTest {
    private static final String FAILING = "QUEUE-GET-WITHIN-TIMEOUT";
    private static final String HOSTILE =
            "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">\"'`&lt;";
    private static final int IMPLEMENTATIONS = 10;

    @TempDir
    static Path folder;

    private static Path conforming;
    private static Path sabotaged;
    private static Path report;

    /** Of a few results: axe looks at every cell. */
    private static Path smallReport;

    private static Browser browser;

    @BeforeAll
    static void makeReport() throws IOException {
        Product.run(
                "run",
                "saboteurs",
                "--environment",
                "IPC_TCK_SABOTEUR=QUEUE-GET-TIMEOUT",
                "--chapter",
                "queue",
                "--sandbox",
                "bubblewrap",
                "--out",
                folder.resolve("runs").toString());
        conforming = WholeRuns.file("cpython");
        sabotaged = folder.resolve("runs/saboteurs.bubblewrap.ndjson");
        assertThat(Product.verdicts(sabotaged)).containsEntry(FAILING, "failed");

        List<Path> results = new ArrayList<>(List.of(conforming, sabotaged, hostile(), cutShort()));
        for (int i = results.size(); i < IMPLEMENTATIONS; i++) {
            String name = "implementation-" + i;
            results.add(changed(conforming, name, header -> header.put("implementation", name), line -> line));
        }
        report = folder.resolve("report");
        rendered(report, results);
        smallReport = folder.resolve("small-report");
        rendered(smallReport, results.subList(1, 3));
        browser = new Browser();
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void desktopInLight() {
        browser.desktop();
        browser.prefers("light");
    }

    /** A run whose agent says things that a browser would take for commands. */
    private static Path hostile() throws IOException {
        return changed(
                sabotaged,
                "hostile",
                header -> header.put("implementation", "<b>hostile").put("title", HOSTILE),
                line -> {
                    if (!line.path("message").isMissingNode()) {
                        line.put("message", HOSTILE).put("expected", HOSTILE).put("observed", HOSTILE);
                    }
                    line.path("trace")
                            .forEach(event ->
                                    ((ObjectNode) event).put("call", HOSTILE).put("detail", HOSTILE));
                    line.path("trace").forEach(event -> {
                        if (!event.path("type").asText().equals("step")) {
                            ((ObjectNode) event).remove(List.of("call", "detail"));
                        }
                    });
                    return line;
                });
    }

    private static Path cutShort() throws IOException {
        Path whole = changed(conforming, "killed", header -> header.put("implementation", "killed"), line -> line);
        List<String> lines = Files.readAllLines(whole);
        return Files.writeString(
                whole,
                String.join("\n", lines.subList(0, 100)) + "\n" + lines.get(100).substring(0, 50));
    }

    private static Path changed(
            Path results, String name, UnaryOperator<ObjectNode> header, UnaryOperator<ObjectNode> clause)
            throws IOException {
        List<String> lines = new ArrayList<>();
        for (JsonNode line : Product.results(results)) {
            ObjectNode object = (ObjectNode) line;
            lines.add(
                    switch (line.path("type").asText()) {
                        case "header" -> header.apply(object).toString();
                        case "clause" -> clause.apply(object).toString();
                        default -> object.toString();
                    });
        }
        return Files.write(folder.resolve(name + ".ndjson"), lines);
    }

    /** Renders, and gives back what it took of processors, in seconds. */
    private static double rendered(Path out, List<Path> results) {
        List<String> arguments = new ArrayList<>(List.of("report"));
        results.forEach(path -> arguments.add(path.toString()));
        arguments.addAll(List.of("--format", "html", "--out", out.toString()));
        var outcome = Product.finish(Product.start(
                Map.of("TIMEFORMAT", "%R %U %S"),
                List.of("bash", "-c", "time \"$0\" \"$@\""),
                arguments.toArray(String[]::new)));
        assertThat(outcome.status()).as(outcome.err()).isZero();
        String[] times = outcome.err().strip().split(" ", -1);
        keepFigure("report of " + results.size() + " runs: " + times[0] + " s, of which on a processor: " + times[1]
                + " s + " + times[2] + " s");
        return Double.parseDouble(times[1]) + Double.parseDouble(times[2]);
    }

    private static void keepFigure(String line) {
        try {
            Files.createDirectories(Browser.SCREENSHOTS);
            Files.writeString(
                    Browser.SCREENSHOTS.resolve("figures.txt"),
                    line + "\n",
                    java.nio.file.StandardOpenOption.CREATE,
                    java.nio.file.StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void open(String page) {
        open(report, page);
    }

    private static void open(Path report, String page) {
        String[] parts = page.split("#", 2);
        browser.open(report.resolve(parts[0]), parts.length < 2 ? "" : "#" + parts[1]);
    }

    @Test
    void tenImplementationsTakeLessThanFiveSeconds() {
        List<Path> results = new ArrayList<>();
        for (int i = 0; i < IMPLEMENTATIONS; i++) {
            results.add(conforming);
        }

        // Of a processor: a machine that does something else meanwhile must not accuse the report.
        assertThat(rendered(folder.resolve("timed"), results)).isLessThan(5);
    }

    @Test
    void aBigMatrixIsThereAtOnce() {
        open("index.html");

        long rows = browser.all("#matrix tbody tr:not(.chapter)").size();
        // Kept, not demanded: a busy machine must not accuse the report.
        double millis = ((Number) browser.script("return performance.getEntriesByType('navigation')[0].loadEventEnd"))
                .doubleValue();
        keepFigure("matrix of " + IMPLEMENTATIONS + " implementations and " + rows + " clauses loaded in "
                + Math.round(millis) + " ms");
        assertThat(rows).isGreaterThan(250);
        assertThat(browser.all("#matrix a.cell")).hasSize((int) rows * IMPLEMENTATIONS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"index.html", "clauses/" + FAILING + ".html", "implementations/cpython.html", "spec/queue.html"})
    void pagesNeedNoNetwork(String page) {
        open(page);

        @SuppressWarnings("unchecked")
        List<String> loaded = (List<String>) browser.script(
                "return [...document.styleSheets, ...document.scripts].map(each => each.href ?? each.src)");
        assertThat(loaded).isNotEmpty().allSatisfy(address -> assertThat(address)
                .startsWith(report.toUri().toString()));
    }

    @Test
    void everyLinkLeadsToAPageThatExists() throws IOException {
        try (var pages = Files.walk(report)) {
            for (Path page :
                    pages.filter(path -> path.toString().endsWith(".html")).toList()) {
                var links = java.util.regex.Pattern.compile("(?:href|src)=\"([^\"#:]+)(?:#[^\"]*)?\"")
                        .matcher(Files.readString(page));
                while (links.find()) {
                    assertThat(page.resolveSibling(links.group(1)))
                            .as("linked from %s", page)
                            .exists();
                }
            }
        }
    }

    @Test
    void aCellLeadsToTheRunOfItsClause() {
        open("index.html");

        WebElement cell = browser.find("a.cell[href='clauses/" + FAILING + ".html#saboteurs']");
        assertThat(cell.getDomProperty("textContent")).contains("failed");
        browser.script("arguments[0].click()", cell);

        assertThat(browser.address()).endsWith("clauses/" + FAILING + ".html#saboteurs");
        assertThat(browser.find("#saboteurs").getDomAttribute("open")).isNotNull();
        assertThat(browser.texts("h1")).first().asString().contains(FAILING);
        browser.script("arguments[0].click()", browser.find(".crumbs a[href='../spec/queue.html']"));
        assertThat(browser.texts("h1")).containsExactly("Queues");
    }

    @Test
    void filtersLeaveWhatIsAskedFor() {
        open("index.html");
        List<String> failed = Product.verdicts(sabotaged).entrySet().stream()
                .filter(entry -> entry.getValue().equals("failed"))
                .map(Map.Entry::getKey)
                .toList();

        browser.find("input[value=failed]").click();
        assertThat(shown()).containsExactlyInAnyOrderElementsOf(failed);
        assertThat(browser.find("#shown").getText()).startsWith(failed.size() + " of ");

        new Select(browser.find("select[name=level]")).selectByVisibleText("SHOULD");
        assertThat(shown()).containsExactly("QUEUE-IDLE");
        assertThat(browser.address()).contains("verdict=failed", "level=SHOULD");

        browser.find("button[type=reset]").click();
        new Select(browser.find("select[name=profile]")).selectByVisibleText("barrier");
        assertThat(shown()).isNotEmpty().allMatch(clause -> clause.startsWith("BARRIER-"));

        browser.find("button[type=reset]").click();
        browser.find("input[type=search]").sendKeys("end of file");
        assertThat(shown()).isNotEmpty().hasSizeLessThan(60);
    }

    private static List<String> shown() {
        return browser.texts("#matrix tbody:not([hidden]) tr:not(.chapter):not([hidden]) th > a");
    }

    @Test
    void aFilteredViewCanBePassedOn() {
        open("index.html#profile=queue&verdict=failed");

        assertThat(shown()).contains(FAILING).allMatch(clause -> clause.startsWith("QUEUE-"));
        assertThat(browser.find("input[value=failed]").isSelected()).isTrue();
    }

    @Test
    void theKeyboardReachesEveryCell() {
        open("index.html");
        WebElement first = browser.find("a.cell[tabindex='0']");
        browser.script("arguments[0].focus()", first);

        first.sendKeys(Keys.ARROW_DOWN);
        WebElement below = (WebElement) browser.script("return document.activeElement");
        below.sendKeys(Keys.ARROW_RIGHT);
        WebElement beside = (WebElement) browser.script("return document.activeElement");
        assertThat(beside.getDomProperty("title")).startsWith("saboteurs");
        beside.sendKeys(Keys.ENTER);

        assertThat(browser.address()).contains("clauses/").endsWith("#saboteurs");
    }

    @Test
    void aPassingClauseIsDrawnAsSwimlanes() {
        open("clauses/WAIT-READY-AT-EOF.html#cpython");

        assertThat(browser.texts("#cpython .actor .name")).containsExactly("parent", "child");
        assertThat(browser.texts("#cpython .actor .pid")).allMatch(text -> text.matches("pid \\d+"));
        assertThat(browser.all("#cpython .branch")).hasSize(1);
        assertThat(browser.all("#cpython .step .blocked")).isNotEmpty();
        assertThat(browser.texts("#cpython text.eof")).containsExactly("EOF");
        assertThat(browser.all("#cpython .arrow.end")).hasSize(1);
        assertThat(browser.all("#cpython .arrow.wake")).hasSize(1);
        assertThat(browser.texts("#cpython .kernel")).anyMatch(text -> text.contains("no thread ran"));
        assertThat(browser.all("#cpython .wrong, #cpython .callout")).isEmpty();
    }

    @Test
    void messagesAreArrowsFromSenderToReceiver() {
        open("clauses/QUEUE-ACROSS-PROCESSES.html#cpython");

        assertThat(browser.all("#cpython .arrow.message")).hasSize(3);
    }

    @Test
    void aFailingClauseShowsTheStepThatBrokeTheRule() {
        JsonNode result = Product.results(sabotaged).stream()
                .filter(line -> line.path("clause").asText().equals(FAILING))
                .findFirst()
                .orElseThrow();
        open("clauses/" + FAILING + ".html#saboteurs");

        assertThat(browser.texts("#saboteurs .step.wrong text"))
                .first()
                .asString()
                .startsWith("get(queue1, timeout=");
        assertThat(String.join(" ", browser.texts("#saboteurs .callout text")))
                .contains("expected", "observed", result.path("observed").asText());
        assertThat(browser.texts("#saboteurs .against dd"))
                .containsExactly(
                        result.path("expected").asText(),
                        result.path("observed").asText());
        assertThat(browser.find("#saboteurs .again code").getText()).contains("--clause " + FAILING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"index.html", "clauses/" + FAILING + ".html#-b-hostile", "implementations/-b-hostile.html"})
    void whatAgentsSayIsTextAndNothingElse(String page) {
        open(page);

        assertThat(browser.title()).endsWith("ipc-tck");
        assertThat(browser.all("img, b:not(.reading b)")).isEmpty();
        assertThat(browser.all("script:not([src])")).isEmpty();
        assertThat((String) browser.script("return document.documentElement.textContent"))
                .contains("<b>hostile");
    }

    @Test
    void aKilledRunIsIncompleteAndNeverConforms() {
        open("implementations/killed.html");
        assertThat(browser.find("h1").getText()).contains("incomplete").doesNotContain("conforms");

        open("index.html");
        List<String> cards = browser.texts(".card");
        assertThat(cards)
                .filteredOn(card -> card.contains("killed"))
                .singleElement()
                .asString()
                .contains("incomplete", "interrupted after 99 of")
                .doesNotContain("conforms");
        assertThat(browser.texts("#matrix a.cell.absent")).anyMatch(text -> text.contains("not reached"));
    }

    @ParameterizedTest
    @CsvSource({
        "matrix, index.html, .filters",
        "clause, clauses/" + FAILING + ".html#saboteurs, #saboteurs",
        "implementation, implementations/saboteurs.html, main",
        "specification, spec/queue.html, main"
    })
    void pagesAreForEverybody(String name, String page, String place) {
        for (String scheme : List.of("light", "dark")) {
            browser.prefers(scheme);
            open(smallReport, page);
            assertThat(browser.find("#theme").getText()).containsIgnoringCase(scheme.equals("dark") ? "light" : "dark");
            browser.isAccessible();
            browser.keep(name + "-" + scheme);
        }
        browser.prefers("light");
        browser.phone();
        open(smallReport, page);
        assertThat((Boolean) browser.script("return document.documentElement.scrollWidth <= innerWidth"))
                .as("no scrolling sideways on a phone")
                .isTrue();
        browser.keep(name + "-phone");
        browser.script("arguments[0].scrollIntoView()", browser.find(place));
        browser.keep(name + "-phone-scrolled");
    }

    @Test
    void theReaderChoosesLightOrDark() {
        open("index.html");
        String before = ground();

        browser.find("#theme").click();
        String after = ground();
        open("spec/index.html");

        assertThat(after).isNotEqualTo(before).isEqualTo(ground());
        browser.find("#theme").click();
        assertThat(ground()).isEqualTo(before);
        browser.script("localStorage.clear()");
    }

    private static String ground() {
        return (String) browser.script("return getComputedStyle(document.body).backgroundColor");
    }

    @Test
    void theCoverageIsDrawn() {
        open("implementations/saboteurs.html");

        assertThat((Boolean) browser.script("return Chart.getChart('coverage-canvas').data.datasets.length > 0"))
                .isTrue();
        assertThat(browser.texts("#coverage tbody th")).contains("Queues");
    }
}
