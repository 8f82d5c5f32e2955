/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SplitDoubtTest {

    private static final String JDBC = "org.apache.flink.connector.jdbc.source.JdbcSource";
    private static final String FILES = "org.apache.flink.connector.file.src.FileSource";

    @Test
    void oneStatementIsAWholeReadUnlessItWasInterrupted() {
        assertThat(SplitDoubt.of(JDBC, 1, false)).isEmpty();
        assertThat(SplitDoubt.of(JDBC, 1, true).orElseThrow()).contains("interrupted");
        assertThat(SplitDoubt.of(JDBC, 7, false).orElseThrow()).contains("by 7 statements");
    }

    @Test
    void filesAreAWholeReadForAnyNumberOfSplits() {
        assertThat(SplitDoubt.of(FILES, 7, true)).isEmpty();
    }
}
