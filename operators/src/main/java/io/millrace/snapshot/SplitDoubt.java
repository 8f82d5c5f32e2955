/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.Optional;

/**
 * Decides for a source without a {@link ReadVerifier} whether absent rows count as removed. They do
 * unless Flink's JDBC connector reads the table with several statements, each at another moment.
 */
final class SplitDoubt {

    private static final String JDBC = "org.apache.flink.connector.jdbc.";

    private SplitDoubt() {}

    /**
     * Returns why absent rows can't be counted as removed; empty if they can.
     *
     * @param source name of the bounded source's class
     * @param splits number of splits that were read
     * @param resumed whether the run was continued after a failure
     */
    static Optional<String> of(String source, int splits, boolean resumed) {
        if (!source.startsWith(JDBC) || (splits <= 1 && !resumed)) {
            return Optional.empty();
        }
        return Optional.of(
                resumed
                        ? "the read was interrupted and continued at another moment: rows may have"
                                + " moved in between"
                        : String.format(
                                "the table was read by %d statements, each at another moment: rows"
                                        + " may have moved in between. Remove"
                                        + " 'scan.partition.column', or use the 'warehouse'"
                                        + " connector",
                                splits));
    }
}
