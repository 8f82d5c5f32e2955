/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.Optional;

/**
 * Tells of a source that is no {@link ReadVerifier} whether missing rows of it are removed ones.
 * Files are; a database that is asked in several statements, each of another moment, need not be.
 */
final class SplitDoubt {

    private static final String JDBC = "org.apache.flink.connector.jdbc.";

    private SplitDoubt() {}

    /**
     * @param source class of the bounded source
     * @param splits how many it was read by
     * @param resumed whether reading was taken up again after a failure
     */
    static Optional<String> of(String source, int splits, boolean resumed) {
        if (!source.startsWith(JDBC) || (splits <= 1 && !resumed)) {
            return Optional.empty();
        }
        return Optional.of(
                resumed
                        ? "the reading was interrupted and went on at another moment: rows may have"
                                + " moved meanwhile"
                        : String.format(
                                "the table was read by %d statements, each of another moment: rows"
                                        + " may have moved meanwhile. Remove"
                                        + " 'scan.partition.column', or use the 'warehouse'"
                                        + " connector",
                                splits));
    }
}
