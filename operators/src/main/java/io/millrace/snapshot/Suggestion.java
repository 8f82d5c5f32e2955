/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Suggests the existing name that a misspelled name probably means. */
public final class Suggestion {

    private Suggestion() {}

    /** Returns the most similar of the names; empty if none is similar enough. */
    public static Optional<String> nearest(String misspelled, Collection<String> names) {
        int furthest = Math.max(1, misspelled.length() / 3);
        return names.stream()
                .filter(name -> distance(misspelled, name) <= furthest)
                .min(Comparator.comparingInt(name -> distance(misspelled, name)));
    }

    private static int distance(String left, String right) {
        String from = bare(left);
        String to = bare(right);
        int[] row = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            row[column] = column;
        }
        for (int line = 1; line <= from.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= to.length(); column++) {
                int change = from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1;
                int best = Math.min(Math.min(row[column], row[column - 1]) + 1, diagonal + change);
                diagonal = row[column];
                row[column] = best;
            }
        }
        return row[to.length()];
    }

    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "");
    }
}
