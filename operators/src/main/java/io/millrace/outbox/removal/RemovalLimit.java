/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.removal;

import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;

/**
 * How many removals of one run may be sent without approval.
 *
 * @param share the most, as a share of the rows known before the run, 0 to 1; 1 sets no limit
 * @param rows the most, whatever their share
 * @param deletes true if a removal can't be undone; then a run that removes all known rows always
 *     exceeds the limit if there are at least two
 */
public record RemovalLimit(double share, long rows, boolean deletes) implements Serializable {

    /** This many removals are allowed whatever their share is. */
    static final long FEW = 10;

    /** Allows every removal. */
    public static final RemovalLimit NONE = new RemovalLimit(1, Long.MAX_VALUE, false);

    /** The default of syncs whose removals delete. */
    public static final RemovalLimit DELETES = new RemovalLimit(0.1, 1_000, true);

    public RemovalLimit {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("'removal-limit' must be 0 to 1, is " + share);
        }
        if (rows < 0) {
            throw new IllegalArgumentException(
                    "'removal-limit-rows' must be 0 or more, is " + rows);
        }
    }

    /**
     * Returns why the removals of a run exceed the limit, in words; empty if they don't.
     *
     * @param removals the number of removals of the run
     * @param known the number of rows known before the run
     */
    public Optional<String> exceededBy(long removals, long known) {
        if (removals > rows) {
            return Optional.of(words(removals, known) + "'removal-limit-rows' is " + count(rows));
        }
        boolean many = removals > FEW || (deletes && removals > 1 && removals >= known);
        if (many && removals > share * known) {
            return Optional.of(
                    words(removals, known)
                            + "'removal-limit' is "
                            + String.format(Locale.ROOT, "%.4g", share * 100)
                                    .replaceAll("\\.?0+$", "")
                            + "%");
        }
        return Optional.empty();
    }

    private static String words(long removals, long known) {
        return "it would remove "
                + count(removals)
                + " of the "
                + count(known)
                + " rows known before, and ";
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
