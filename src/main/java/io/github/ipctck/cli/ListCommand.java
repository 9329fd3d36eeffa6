package io.github.ipctck.cli;

import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.implementation.Implementations;
import io.github.ipctck.report.ClauseIndex;
import io.github.ipctck.spec.Chapter;
import io.github.ipctck.spec.Clause;
import io.github.ipctck.spec.Specification;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists what there is. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists implementations, clauses, chapters or profiles.",
        synopsisSubcommandLabel = "(implementations | clauses | chapters | profiles)")
final class ListCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(
                spec.commandLine(), "list what? One of: implementations, clauses, chapters, profiles");
    }

    private static void row(PrintWriter out, String format, Object... columns) {
        out.println(String.format(Locale.ROOT, format, columns).stripTrailing());
    }

    @Command(name = "implementations", description = "The implementations in containers/.")
    void implementations() {
        Implementations known = new Implementations(Main.home().resolve("containers"));
        PrintWriter out = spec.commandLine().getOut();
        for (String name : known.names()) {
            Implementation implementation = known.find(name);
            row(out, "%-20s %-40s %s", name, implementation.title(), String.join(", ", implementation.profiles()));
        }
        out.flush();
    }

    @Command(name = "clauses", description = "Every clause: id, level, chapter, K if the kernel has a word, sentence.")
    void clauses(@Option(names = "--markdown", description = "As the table of spec/index.md.") boolean markdown) {
        PrintWriter out = spec.commandLine().getOut();
        if (markdown) {
            out.print(ClauseIndex.markdown(Specification.load()));
            out.flush();
            return;
        }
        for (Clause clause : Specification.load().clauses()) {
            row(
                    out,
                    "%-32s %-6s %-1s %-10s %s",
                    clause.id(),
                    clause.level(),
                    clause.kernel().isPresent() ? "K" : "",
                    clause.chapter(),
                    clause.sentence());
        }
        out.flush();
    }

    @Command(name = "chapters", description = "The chapters of the specification.")
    void chapters() {
        PrintWriter out = spec.commandLine().getOut();
        for (Chapter chapter : Specification.load().chapters()) {
            row(out, "%-16s %3d clauses  %s", chapter.name(), chapter.clauses().size(), chapter.title());
        }
        out.flush();
    }

    @Command(name = "profiles", description = "The profiles that an implementation can claim.")
    void profiles() {
        PrintWriter out = spec.commandLine().getOut();
        Specification specification = Specification.load();
        for (String group : specification.profileGroups()) {
            Set<String> members = specification.profilesOf(List.of(group));
            row(out, "%-16s %3d clauses: %s", group, count(specification, members), String.join(", ", members));
        }
        for (String profile : specification.profiles()) {
            row(out, "%-16s %3d clauses", profile, count(specification, Set.of(profile)));
        }
        out.flush();
    }

    private static long count(Specification specification, Set<String> profiles) {
        return specification.clauses().stream()
                .filter(clause -> profiles.contains(clause.profile()))
                .count();
    }
}
