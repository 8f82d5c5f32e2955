/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.report.ledger.Ledger;
import io.millrace.report.ledger.LedgerConnection;
import io.millrace.report.ledger.LedgerReader;
import io.millrace.report.ledger.LedgerSettings;
import io.millrace.report.run.Cause;
import io.millrace.report.run.RunStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunWatcherTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:42:06Z");
    private static final Cause CAUSE = new Cause(Cause.SOURCE_FAILED, "gone");

    @TempDir Path directory;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private LedgerConnection database;
    private Ledger ledger;
    private LedgerReader reader;

    @BeforeEach
    void open() {
        database = LedgerConnection.embedded(directory.resolve("ledger"));
        ledger = new Ledger(database, "customers", LedgerSettings.DEFAULTS);
        reader = new LedgerReader(database);
    }

    @AfterEach
    void close() {
        ledger.close();
        reader.close();
    }

    @Test
    void aRunIsPrintedOnceWhenItIsOver() {
        RunWatcher watcher = watcher(false);
        watcher.poll();
        ledger.gaveUp(NOW.toEpochMilli(), RunStatus.FAILED, CAUSE, NOW.toEpochMilli() + 10);

        watcher.poll();
        watcher.poll();

        assertThat(text()).containsOnlyOnce("FAILED").startsWith("run ");
    }

    @Test
    void aRunThatWasOverBeforeIsNotPrinted() {
        long before = NOW.toEpochMilli() - 60_000;
        ledger.gaveUp(before, RunStatus.FAILED, CAUSE, before + 10);

        watcher(false).poll();

        assertThat(text()).isEmpty();
    }

    @Test
    void progressOfALongRunIsALineNowAndThen() {
        long begun = NOW.toEpochMilli() - 5_000;
        ledger.started(begun);
        ledger.reading(begun, 1_200, begun + 1_000);
        RunWatcher watcher = watcher(false);

        watcher.poll();
        watcher.poll();

        assertThat(text()).containsOnlyOnce("1,200 rows so far").doesNotContain("\r");
    }

    @Test
    void onATerminalProgressStaysInPlaceAndGivesWayToTheResult() {
        long begun = NOW.toEpochMilli() - 5_000;
        ledger.started(begun);
        RunWatcher watcher = watcher(true);

        watcher.poll();
        ledger.gaveUp(begun, RunStatus.FAILED, CAUSE, NOW.toEpochMilli() + 10);
        watcher.poll();

        assertThat(text()).startsWith("\r\u001B[K10:42:01").contains("\r\u001B[Krun ");
    }

    @Test
    void anInterruptedRunIsPrintedOnceAndIsNotInProgress() {
        ledger.started(NOW.toEpochMilli() - 5_000);
        RunWatcher watcher = watcher(true);
        watcher.poll();
        printed.reset();

        ledger.interrupted(OptionalLong.empty(), NOW.toEpochMilli() + 10);
        watcher.poll();
        watcher.poll();

        assertThat(text())
                .containsOnlyOnce("interrupted\n")
                .contains("interrupted: the job was interrupted before a checkpoint held this run")
                .doesNotContain("so far", "FAILED");
    }

    @Test
    void runsOfOtherSyncsAreNotShown() {
        try (Ledger other = new Ledger(database, "paused", LedgerSettings.DEFAULTS)) {
            other.started(NOW.toEpochMilli() - 5_000);
        }

        watcher(true).poll();

        assertThat(text()).isEmpty();
    }

    @Test
    void progressIsClearedBeforeOtherOutput() {
        ledger.started(NOW.toEpochMilli() - 5_000);
        RunWatcher watcher = watcher(true);
        watcher.poll();

        watcher.clearProgress();
        watcher.clearProgress();

        assertThat(text()).endsWith("5.0 s\r\u001B[K");
    }

    private RunWatcher watcher(boolean terminal) {
        return new RunWatcher(
                reader,
                Set.of("customers"),
                new PrintStream(printed, true, StandardCharsets.UTF_8),
                new RunLine(ZoneOffset.UTC, Palette.PLAIN),
                terminal,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
