/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.problem;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces secret values in texts. Only values registered with {@link #hide} are replaced. */
public final class Redactor {

    /**
     * Shorter values may be part of other words. They are replaced only as whole words, because a
     * gap in a word would reveal them.
     */
    public static final int SHORTEST_UNMISTAKABLE = 8;

    private static final Comparator<String> LONGEST_FIRST =
            Comparator.comparingInt(String::length).reversed().thenComparing(String::compareTo);

    private final Map<String, String> replacements = new TreeMap<>(LONGEST_FIRST);

    /** Registers a value, which is replaced by {@code shownAs} from now on. */
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
