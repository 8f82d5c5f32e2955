/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.problem;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces values that must not be read in texts. Knows only the values it was told of. */
public final class Redactor {

    /** Shorter values are part of innocent words: to cut them out there would tell them. */
    public static final int SHORTEST_UNMISTAKABLE = 8;

    private static final Comparator<String> LONGEST_FIRST =
            Comparator.comparingInt(String::length).reversed().thenComparing(String::compareTo);

    private final Map<String, String> replacements = new TreeMap<>(LONGEST_FIRST);

    /** From now on {@code value} reads as {@code shownAs}. */
    public void hide(String value, String shownAs) {
        if (!value.isBlank()) {
            replacements.putIfAbsent(value, shownAs);
        }
    }

    public String redact(String text) {
        String redacted = text;
        for (Map.Entry<String, String> replacement : replacements.entrySet()) {
            redacted = redact(redacted, replacement.getKey(), replacement.getValue());
        }
        return redacted;
    }

    private static String redact(String text, String value, String shownAs) {
        if (value.length() >= SHORTEST_UNMISTAKABLE) {
            return text.replace(value, shownAs);
        }
        return Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(value) + "(?![\\p{L}\\p{N}])")
                .matcher(text)
                .replaceAll(Matcher.quoteReplacement(shownAs));
    }
}
