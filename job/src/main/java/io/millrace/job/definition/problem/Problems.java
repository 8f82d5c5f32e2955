/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.problem;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects problems while definitions are read and resolved, and removes secrets from their texts.
 * Equal problems are stored once. Not thread-safe.
 */
public final class Problems {

    private final Redactor redactor = new Redactor();
    private final Set<Problem> problems = new LinkedHashSet<>();

    public void error(Location at, String key, String message, String fix) {
        add(at, key, message, fix, Severity.ERROR);
    }

    public void warning(Location at, String key, String message, String fix) {
        add(at, key, message, fix, Severity.WARNING);
    }

    private void add(Location at, String key, String message, String fix, Severity severity) {
        problems.add(new Problem(at.file(), at.line(), key, text(message), text(fix), severity));
    }

    private String text(String raw) {
        return redactor.redact(raw).replaceAll("\\s*\\R\\s*", " ");
    }

    /** The values that are replaced in all texts from now on. */
    public Redactor redactor() {
        return redactor;
    }

    /** All problems so far, ordered by file and line. */
    public List<Problem> all() {
        return problems.stream()
                .sorted(Comparator.comparing(Problem::file).thenComparingInt(Problem::line))
                .toList();
    }

    public boolean hasErrors() {
        return problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
    }
}
