/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.syntax;

import io.millrace.job.definition.problem.Location;
import io.millrace.job.definition.problem.Nearest;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.definition.problem.Redactor;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resolves references to environment variables in texts: <code>${NAME}</code> and <code>
 * ${NAME:-default}</code>; <code>$${</code> is a literal <code>${</code>. Values that may be secret
 * are hidden in all later problem texts.
 */
public final class EnvironmentVariables {

    private static final Pattern REFERENCE =
            Pattern.compile("\\$(\\$\\{)|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?}|\\$\\{");
    private static final Pattern SENSITIVE =
            Pattern.compile(
                    "passw|secret|token|api.?key|credential|private", Pattern.CASE_INSENSITIVE);

    private final Map<String, String> variables;
    private final Problems problems;

    public EnvironmentVariables(Map<String, String> variables, Problems problems) {
        this.variables = Map.copyOf(variables);
        this.problems = problems;
    }

    /** True if values of this key must never be shown. */
    public static boolean isSensitive(String key) {
        return SENSITIVE.matcher(key).find();
    }

    public static boolean hasReference(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        while (matcher.find()) {
            if (matcher.group(2) != null) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the text with every reference replaced. A missing variable is reported as a problem
     * and replaced by an empty text.
     */
    public String resolve(String text, Location at, String key) {
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (matcher.find()) {
            String replacement;
            if (matcher.group(1) != null) {
                replacement = "${";
            } else if (matcher.group(2) != null) {
                String name = matcher.group(2);
                Supplier<String> fallback =
                        () ->
                                Optional.ofNullable(matcher.group(4))
                                        .orElseGet(() -> missing(name, at, key));
                replacement = value(name, key).orElseGet(fallback);
            } else {
                problems.error(
                        at,
                        key,
                        "'${' does not begin a reference to the environment",
                        "Write ${NAME}, ${NAME:-default}, or $${ for a plain ${");
                replacement = "${";
            }
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(replacement));
        }
        return matcher.appendTail(resolved).toString();
    }

    /**
     * As {@link #resolve}, but a reference to a missing variable is left in the text and not
     * reported.
     */
    public String resolveWhatIsSet(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (matcher.find()) {
            Optional<String> value = Optional.ofNullable(matcher.group(2)).map(variables::get);
            String otherwise = matcher.group(4) == null ? matcher.group() : matcher.group(4);
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(value.orElse(otherwise)));
        }
        return matcher.appendTail(resolved).toString();
    }

    private Optional<String> value(String name, String key) {
        Optional<String> value = Optional.ofNullable(variables.get(name));
        value.filter(
                        set ->
                                isSensitive(name)
                                        || isSensitive(key)
                                        || set.length() >= Redactor.SHORTEST_UNMISTAKABLE)
                .ifPresent(set -> problems.redactor().hide(set, "${" + name + "}"));
        return value;
    }

    private String missing(String name, Location at, String key) {
        String nearest =
                Nearest.to(name, variables.keySet())
                        .filter(candidate -> candidate.toUpperCase(Locale.ROOT).equals(candidate))
                        .map(candidate -> ", or did you mean ${" + candidate + "}?")
                        .orElse("");
        problems.error(
                at,
                key,
                "environment variable " + name + " is not set",
                "Set it, or give a default: ${" + name + ":-default}" + nearest);
        return "";
    }
}
