package io.github.ipctck.run;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.sandbox.SandboxException;
import io.github.ipctck.spec.Specification;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * An implementation with one deliberate mistake.
 *
 * @param saboteur its id: the clause's, or the clause's with a variant behind a dot
 * @param clause the clause that has to catch it
 * @param mistake what it does wrong
 */
public record Saboteur(String saboteur, String clause, String mistake) {
    private static final String VARIABLE = "IPC_TCK_SABOTEUR";

    /** The agent's variables that make it this one. */
    Map<String, String> environment() {
        return Map.of(VARIABLE, saboteur);
    }

    /**
     * Some of them, in the order of the specification.
     *
     * @param filter by their clauses
     * @param wanted their ids; none does not restrict
     * @throws UsageException if a name is unknown or nothing is selected
     */
    public static List<Saboteur> select(List<Saboteur> known, Filter filter, List<String> wanted) {
        List<String> ids = known.stream().map(Saboteur::saboteur).toList();
        for (String id : wanted) {
            if (!ids.contains(id)) {
                throw new UsageException(
                        "there is no saboteur '" + id + "'; containers/saboteurs/README.md tells how to list them");
            }
        }
        List<Saboteur> selected = filter.select(Specification.load()).stream()
                .flatMap(clause ->
                        known.stream().filter(saboteur -> saboteur.clause().equals(clause.id())))
                .filter(saboteur -> wanted.isEmpty() || wanted.contains(saboteur.saboteur()))
                .toList();
        if (selected.isEmpty()) {
            throw new UsageException("no saboteur is selected");
        }
        return selected;
    }

    /**
     * All that the implementation's package {@code ipctck_saboteurs} has.
     *
     * @throws SandboxException if it can't tell
     */
    public static List<Saboteur> listedBy(Implementation implementation) {
        ProcessBuilder list = new ProcessBuilder("python3", "-B", "-m", "ipctck_saboteurs");
        list.environment().put("PYTHONPATH", implementation.folder().toString());
        list.redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            Process process = list.start();
            process.getOutputStream().close();
            try (MappingIterator<Saboteur> lines =
                    new JsonMapper().readerFor(Saboteur.class).readValues(process.getInputStream())) {
                List<Saboteur> listed = lines.readAll();
                if (process.waitFor() == 0) {
                    return listed;
                }
            }
            throw new SandboxException("python3 -m ipctck_saboteurs does not list the saboteurs in "
                    + implementation.folder() + " (exit status " + process.exitValue() + ")");
        } catch (IOException e) {
            throw new SandboxException("the saboteurs can't be listed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted", e);
        }
    }
}
