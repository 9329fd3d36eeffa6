package io.github.ipctck.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.results.Results;
import com.deque.html.axecore.selenium.AxeBuilder;
import io.github.ipctck.Product;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** Debian's Chromium without a screen; it reads pages from the disk. */
final class Browser implements AutoCloseable {
    static final Path SCREENSHOTS = Product.HOME.resolve("target/screenshots");
    private static final int DESKTOP = 1400;
    /** Axe looks at every cell of the matrix, perhaps on a busy machine. */
    private static final int PATIENCE_SECONDS = 180;

    private static final int PHONE = 390;

    private final ChromeDriver driver;

    Browser() {
        // Both are named, or Selenium would look for them on the network.
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                .build();
        var options = new ChromeOptions()
                .setBinary("/usr/bin/chromium")
                .addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        driver = new ChromeDriver(service, options);
        desktop();
    }

    void open(Path page, String fragment) {
        driver.get("about:blank"); // a change of the fragment alone would not load the page
        driver.get(page.toUri() + fragment);
    }

    String address() {
        return driver.getCurrentUrl();
    }

    String title() {
        return driver.getTitle();
    }

    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    /** The texts of elements, whether they are scrolled into view or not. All by one request: there may be thousands. */
    @SuppressWarnings("unchecked")
    List<String> texts(String selector) {
        return (List<String>) script(
                "return [...document.querySelectorAll(arguments[0])].map(element => element.textContent.trim())",
                selector);
    }

    Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    void desktop() {
        size(DESKTOP, 1000, false);
    }

    void phone() {
        size(PHONE, 844, true);
    }

    private void size(int width, int height, boolean mobile) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
    }

    void prefers(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Keeps what is seen as a picture. */
    void keep(String name) {
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is seen breaks no rule of WCAG 2, levels A and AA, that axe can check. */
    void isAccessible() {
        Results results = new AxeBuilder()
                .setTimeout(PATIENCE_SECONDS)
                .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa"))
                .analyze(driver);
        assertThat(results.getErrorMessage()).as("axe's own error").isNull();
        assertThat(results.getPasses()).as("rules that apply").isNotEmpty();
        assertThat(results.getViolations())
                .extracting(rule -> rule.getId() + " at "
                        + rule.getNodes().stream()
                                .limit(3)
                                .map(node -> node.getHtml() + " "
                                        + node.getAny().stream()
                                                .map(each -> each.getMessage())
                                                .toList())
                                .toList())
                .as("violations at %s", address())
                .isEmpty();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
