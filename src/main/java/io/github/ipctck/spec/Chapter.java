package io.github.ipctck.spec;

import java.util.List;

/**
 * One chapter of the specification, a Markdown file of {@code spec/}.
 *
 * @param name the short name, such as {@code queue}
 * @param title the heading
 * @param profile the profile its clauses belong to
 * @param clauses its clauses in the order of the text
 */
public record Chapter(String name, String title, String profile, List<Clause> clauses) {}
