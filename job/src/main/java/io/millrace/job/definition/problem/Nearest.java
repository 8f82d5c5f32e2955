/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that a misspelt name probably means. */
public final class Nearest {

    private Nearest() {}

    /** The candidate closest to {@code written}; empty if none is close. */
    public static Optional<String> to(String written, Collection<String> candidates) {
        return candidates.stream()
                .filter(candidate -> distance(written, candidate) <= tolerance(candidate))
                .min(
                        Comparator.<String>comparingInt(candidate -> distance(written, candidate))
                                .thenComparingInt(
                                        candidate ->
                                                Math.abs(candidate.length() - written.length()))
                                .thenComparing(Comparator.naturalOrder()));
    }

    /** "Did you mean 'x'?", or {@code otherwise} if no candidate is close. */
    public static String question(String written, Collection<String> candidates, String otherwise) {
        return to(written, candidates)
                .map(candidate -> "Did you mean '" + candidate + "'?")
                .orElse(otherwise);
    }

    private static int tolerance(String candidate) {
        return Math.max(1, Math.min(3, candidate.length() / 3));
    }

    /** Edit distance with transpositions; ignores letter case, hyphens and underscores. */
    private static int distance(String left, String right) {
        String a = plain(left);
        String b = plain(right);
        int[] twoAbove = new int[b.length() + 1];
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
                boolean swapped =
                        i > 1
                                && j > 1
                                && a.charAt(i - 1) == b.charAt(j - 2)
                                && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], twoAbove[j - 2] + 1);
                }
            }
            twoAbove = above;
            above = row;
        }
        return above[b.length()];
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }
}
