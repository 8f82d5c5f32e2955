/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** Replaces values that must not be read in texts. Knows only the values it was told of. */
public final class Redactor {

    private static final Comparator<String> LONGEST_FIRST =
            Comparator.comparingInt(String::length).reversed().thenComparing(String::compareTo);

    private final Map<String, String> replacements = new TreeMap<>(LONGEST_FIRST);

    /** From now on {@code value} reads as {@code shownAs}. */
    void hide(String value, String shownAs) {
        if (!value.isBlank()) {
            replacements.putIfAbsent(value, shownAs);
        }
    }

    public String redact(String text) {
        String redacted = text;
        for (Map.Entry<String, String> replacement : replacements.entrySet()) {
            redacted = redacted.replace(replacement.getKey(), replacement.getValue());
        }
        return redacted;
    }
}
