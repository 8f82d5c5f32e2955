/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diff.DiffTally;
import io.millrace.outbox.RowReleases;
import io.millrace.outbox.pending.DeliveryTally;
import io.millrace.report.run.Cause;
import io.millrace.report.run.LedgerRow;
import io.millrace.report.run.RowReason;
import io.millrace.report.run.RunReport;
import io.millrace.report.run.RunStatus;
import io.millrace.report.run.RunTimes;
import io.millrace.report.run.RunWarning;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the ledger promises on every database. */
abstract class LedgerContract {

    private static final String SYNC = "customers";
    private static final long RUN = 1_790_000_000_000L;
    private static final long LATER = RUN + 60_000;
    private static final LedgerSettings SETTINGS =
            new LedgerSettings(Duration.ofSeconds(5), 10, Duration.ofDays(7));

    private LedgerConnection connection;
    private Ledger ledger;
    private LedgerReader reader;

    /** A connection to an empty database. */
    abstract LedgerConnection database();

    @BeforeEach
    void open() {
        connection = database();
        ledger = new Ledger(connection, SYNC, SETTINGS);
        reader = new LedgerReader(connection);
    }

    @AfterEach
    void close() {
        ledger.close();
        reader.close();
    }

    @Test
    void aLedgerIsEmptyBeforeTheFirstWrite() {
        assertThat(reader.runsSince(Instant.EPOCH)).isEmpty();
        assertThat(reader.latestRun(SYNC)).isEmpty();
    }

    @Test
    void processesThatStartAtOnceCreateTheTablesOnce() {
        IntStream.range(0, 8)
                .parallel()
                .forEach(
                        process -> {
                            try (Ledger other = new Ledger(database(), "s" + process, SETTINGS)) {
                                other.started(RUN);
                            }
                        });

        assertThat(reader.runsSince(Instant.EPOCH)).hasSize(8);
    }

    @Test
    void aLedgerHasOneProjectAlsoWhenItsKeyChanges() {
        assertThat(LedgerProject.claim(connection, "ours, key 1", LedgerContract::isOurs))
                .isEmpty();
        assertThat(LedgerProject.claim(connection, "ours, key 2", LedgerContract::isOurs))
                .isEmpty();
        assertThat(LedgerProject.claim(connection, "theirs", owner -> !isOurs(owner)))
                .contains("ours, key 2");
        assertThat(LedgerProject.claim(connection, "ours, key 1", LedgerContract::isOurs))
                .isEmpty();
    }

    private static boolean isOurs(String project) {
        return project.startsWith("ours");
    }

    @Test
    void aRunCanBeFollowedFromItsStartToItsEnd() {
        ledger.started(RUN);
        assertThat(latest().status()).isEqualTo(RunStatus.RUNNING);

        ledger.reading(RUN, 40, RUN + 1);
        assertThat(latest().rows().read()).isEqualTo(40);

        RunReport whole = report(RUN, RunStatus.COMPLETE, Cause.NONE);
        ledger.finished(whole, List.of(new RunWarning(RUN, "filteredOutFields", "plan", 3)));

        assertThat(latest()).isEqualTo(whole);
        assertThat(reader.warnings(SYNC, RUN))
                .containsExactly(new RunWarning(RUN, "filteredOutFields", "plan", 3));
    }

    @Test
    void theSameRunWrittenAgainIsOneRun() {
        RunReport whole = report(RUN, RunStatus.COMPLETE, Cause.NONE);
        List<RunWarning> warnings = List.of(new RunWarning(RUN, "code", "detail", 1));

        ledger.finished(whole, warnings);
        ledger.finished(whole, warnings);

        assertThat(reader.runsSince(Instant.EPOCH)).containsExactly(whole);
        assertThat(reader.warnings(SYNC, RUN)).hasSize(1);
    }

    @Test
    void aLateStartOrProgressDoesNotReplaceAFinalStatus() {
        RunReport whole = report(RUN, RunStatus.COMPLETE, Cause.NONE);
        ledger.finished(whole, List.of());

        ledger.started(RUN);
        ledger.reading(RUN, 7, LATER);
        ledger.delivering(report(RUN, RunStatus.RUNNING, Cause.NONE), LATER);

        assertThat(latest()).isEqualTo(whole);
    }

    @Test
    void aFailedRunThatIsReadAgainMayBeComplete() {
        ledger.gaveUp(RUN, RunStatus.FAILED, new Cause(Cause.SOURCE_FAILED, "gone"), LATER);
        assertThat(latest().cause()).isEqualTo(new Cause(Cause.SOURCE_FAILED, "gone"));

        ledger.finished(report(RUN, RunStatus.COMPLETE, Cause.NONE), List.of());

        assertThat(latest().status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(latest().cause().isNone()).isTrue();
    }

    @Test
    void aRunWithoutAnEndIsClosedByTheNextRun() {
        ledger.started(RUN);
        ledger.finished(report(LATER, RunStatus.COMPLETE, Cause.NONE), List.of());

        RunReport closed = reader.run(SYNC, RUN).orElseThrow();
        assertThat(closed.status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(closed.cause().message()).endsWith(instant(LATER) + " takes its place");
    }

    @Test
    void aRunThatIsNotInStateIsInterruptedAndTheNextRunTakesItsPlace() {
        ledger.started(RUN);
        ledger.started(RUN + 1);

        ledger.interrupted(OptionalLong.of(RUN), LATER);

        assertThat(reader.run(SYNC, RUN).orElseThrow().status()).isEqualTo(RunStatus.RUNNING);
        RunReport interrupted = reader.run(SYNC, RUN + 1).orElseThrow();
        assertThat(interrupted.status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(interrupted.times().finishedAt()).isEqualTo(LATER);
        assertThat(interrupted.cause().code()).isEqualTo(Cause.INTERRUPTED);
        assertThat(interrupted.cause().message()).endsWith("the next run takes its place");

        ledger.started(RUN + 2);
        ledger.started(RUN + 3);

        assertThat(reader.run(SYNC, RUN + 1).orElseThrow().cause().message())
                .isEqualTo(
                        "the job was interrupted before a checkpoint held this run; run "
                                + instant(RUN + 2)
                                + " takes its place");
    }

    @Test
    void withoutStateOnlyTheOpenRunsAreInterrupted() {
        ledger.started(RUN);
        RunReport whole = report(RUN + 1, RunStatus.COMPLETE, Cause.NONE);
        ledger.finished(whole, List.of());
        ledger.started(RUN + 2);

        ledger.interrupted(OptionalLong.empty(), LATER);

        assertThat(reader.runsOf(SYNC, 3))
                .extracting(RunReport::status)
                .containsExactly(RunStatus.INTERRUPTED, RunStatus.COMPLETE, RunStatus.INTERRUPTED);
    }

    private static Instant instant(long run) {
        return Instant.ofEpochMilli(run);
    }

    @Test
    void aRowListedAgainReplacesTheFirst() {
        ledger.list(RUN, List.of(rejected("id=1", 1), rejected("id=2", 1)));
        ledger.list(RUN, List.of(rejected("id=1", 2)));

        assertThat(reader.rows(SYNC, RUN, 100))
                .containsExactly(rejected("id=1", 2), rejected("id=2", 1));
    }

    @Test
    void rowsBeyondTheLimitAreCountedAndNotListed() {
        List<LedgerRow> rows =
                IntStream.range(0, 25).mapToObj(i -> rejected("id=" + (10 + i), 1)).toList();

        assertThat(ledger.list(RUN, rows)).isEqualTo(15);
        assertThat(ledger.list(RUN, List.of(rejected("id=10", 2), rejected("id=99", 1)))).isOne();

        assertThat(reader.rows(SYNC, RUN, 100)).hasSize(10).contains(rejected("id=10", 2));
        RowReason reason = reader.reasons(SYNC, RUN).get(0);
        assertThat(reason.rows()).isEqualTo(10);
        assertThat(reason.examples())
                .extracting(RowReason.Example::key)
                .containsExactly("id=10", "id=11", "id=12");
    }

    @Test
    void quarantinedRowsAreThoseOfTheLastRunThatWasDelivered() {
        LedgerRow before = quarantined(RUN, "id=1");
        LedgerRow now = quarantined(LATER, "id=2");
        ledger.list(RUN, List.of(before));
        ledger.finished(report(RUN, RunStatus.COMPLETE, Cause.NONE), List.of());
        assertThat(reader.quarantined(SYNC, 10)).containsExactly(before);

        ledger.list(LATER, List.of(now));
        ledger.started(LATER);
        assertThat(reader.quarantined(SYNC, 10)).containsExactly(before);
        ledger.finished(report(LATER, RunStatus.STOPPED, Cause.NONE), List.of());

        assertThat(reader.quarantined(SYNC, 10)).containsExactly(now);
        assertThat(reader.quarantinedCount(SYNC)).isEqualTo(1);
        assertThat(reader.quarantined("orders", 10)).isEmpty();
    }

    @Test
    void theLastReleaseOfASyncCounts() {
        RowReleases releases = new LedgerReleases(connection, SYNC).open();
        assertThat(releases.releasedAt()).isZero();

        ledger.release(RUN);
        ledger.release(LATER);

        assertThat(releases.releasedAt()).isEqualTo(LATER);
        assertThat(reader.releasedAt("orders")).isZero();
    }

    @Test
    void aListHasANewGenerationBeforeItIsCleared() {
        String longest = "x".repeat(10_000);
        try (LedgerSetup setup = new LedgerSetup(connection, SYNC);
                LedgerSetup other = new LedgerSetup(connection, "orders")) {
            assertThat(setup.listGeneration()).isEmpty();
            assertThat(setup.isClearedFor("spring")).isFalse();

            setup.clearing();
            String first = setup.listGeneration();
            assertThat(first).isNotEmpty();
            assertThat(setup.isClearedFor("spring")).as("a crash may come here").isFalse();
            setup.cleared("spring");
            assertThat(setup.isClearedFor("spring")).isTrue();
            assertThat(setup.listGeneration()).isEqualTo(first);

            setup.clearing();
            assertThat(setup.isClearedFor("spring")).isFalse();
            assertThat(setup.listGeneration()).isNotEqualTo(first);
            setup.cleared(longest);
            assertThat(setup.isClearedFor(longest)).isTrue();
            assertThat(other.isClearedFor(longest)).isFalse();
            assertThat(other.listGeneration()).isEmpty();
        }
    }

    @Test
    void theTimeInWhichTheJobWasStoppedIsStored() {
        ledger.started(RUN);
        ledger.reading(RUN, 40, RUN + 1_000);
        ledger.resumed(RUN + 61_000);
        ledger.reading(RUN, 50, RUN + 62_000);
        ledger.resumed(RUN + 72_000);

        assertThat(latest().times().stopped()).isEqualTo(Duration.ofSeconds(70));
        assertThat(latest().times().took(RUN + 73_000)).isEqualTo(Duration.ofSeconds(3));
        ledger.finished(report(RUN, RunStatus.COMPLETE, Cause.NONE), List.of());
        assertThat(latest().times().stopped()).isEqualTo(Duration.ofSeconds(70));
        ledger.resumed(RUN + 99_000);
        assertThat(latest().times().stopped()).isEqualTo(Duration.ofSeconds(70));
    }

    @Test
    void aWaitIsReportedWhileTheRunIsOpen() {
        RunWarning waits = new RunWarning(RUN, RunWarning.WAITING, "until then", 3);
        ledger.waiting(RUN, List.of(waits));
        ledger.waiting(RUN, List.of(waits));
        assertThat(reader.warnings(SYNC, RUN)).containsExactly(waits);

        ledger.waiting(RUN, List.of());
        assertThat(reader.warnings(SYNC, RUN)).isEmpty();

        ledger.waiting(RUN, List.of(waits));
        ledger.finished(report(RUN, RunStatus.COMPLETE, Cause.NONE), List.of());
        assertThat(reader.warnings(SYNC, RUN)).isEmpty();
    }

    @Test
    void aNewDestinationIsReportedByTheFirstRunThatSendsRowsAgain() {
        Destination second = new Destination("list 8", "8", "list 8 it is");
        try (LedgerSetup setup = new LedgerSetup(connection, SYNC)) {
            assertThat(reader.target(SYNC)).isEmpty();
            setup.writesTo(new Destination("list 7", "7", "list 7 it is"), RUN);
            assertThat(reader.target(SYNC)).hasValue("7");
            ledger.finished(sendingAgain(RUN), List.of());
            assertThat(reader.warnings(SYNC, RUN))
                    .as("the sync had no destination before")
                    .isEmpty();

            setup.writesTo(second, RUN + 1);
            ledger.finished(sendingAgain(RUN), List.of());
            assertThat(reader.warnings(SYNC, RUN)).as("the run is older").isEmpty();
            ledger.gaveUp(RUN + 1, RunStatus.FAILED, new Cause("code", "words"), RUN + 1);
            setup.writesTo(second, RUN + 2);
            ledger.finished(sendingAgain(RUN + 2), List.of());
            ledger.finished(sendingAgain(RUN + 2), List.of());
            setup.writesTo(second, RUN + 3);
            ledger.finished(sendingAgain(RUN + 3), List.of());
        }

        assertThat(reader.warnings(SYNC, RUN + 2))
                .containsExactly(
                        new RunWarning(RUN + 2, RunWarning.NEW_DESTINATION, "list 8 it is", 1));
        assertThat(reader.warnings(SYNC, RUN + 3)).isEmpty();
        assertThat(reader.target(SYNC)).hasValue("8");
    }

    @Test
    void aNewDestinationWithoutRowsIsNotReported() {
        try (LedgerSetup setup = new LedgerSetup(connection, SYNC)) {
            setup.writesTo(new Destination("list 7", "7", "list 7 it is"), RUN);
            setup.writesTo(new Destination("list 8", "8", "list 8 it is"), RUN + 1);
        }
        ledger.finished(report(RUN + 1, new DiffTally(RUN + 1, 0, 0, 0, 0, 0, 0, 0)), List.of());

        assertThat(reader.warnings(SYNC, RUN + 1)).isEmpty();
    }

    @Test
    void aWarningOfTheSetUpIsReportedByOneRunForEachDestination() {
        RunWarning code = new RunWarning(RUN, "code", "detail", 1);
        try (LedgerSetup setup = new LedgerSetup(connection, SYNC)) {
            setup.writesTo(new Destination("catalog a 1", "a", ""), RUN);
            setup.warn(code);
            setup.warn(code);
            ledger.finished(sendingAgain(RUN), List.of());
            setup.warn(code);
            ledger.finished(sendingAgain(RUN + 1), List.of());
            assertThat(reader.warnings(SYNC, RUN)).containsExactly(code);
            assertThat(reader.warnings(SYNC, RUN + 1)).isEmpty();

            setup.writesTo(new Destination("catalog a 2", "a", ""), RUN + 2);
            setup.warn(code);
        }
        ledger.finished(sendingAgain(RUN + 2), List.of());

        assertThat(reader.warnings(SYNC, RUN + 2)).hasSize(1);
    }

    @Test
    void aCatalogKeepsItsGenerationWhenTheCaseOfItsNameChanges() {
        try (LedgerSetup setup = new LedgerSetup(connection, SYNC)) {
            String first = setup.catalogGeneration("Toys", RUN);
            assertThat(setup.catalogGeneration("toys", RUN)).isEqualTo(first);
            assertThat(setup.catalogGeneration("books", RUN)).isNotEqualTo(first);

            String second = setup.nextCatalogGeneration("TOYS", RUN);

            assertThat(second).isNotEqualTo(first);
            assertThat(setup.catalogGeneration("Toys", RUN)).isEqualTo(second);
        }
    }

    @Test
    void aGenerationOfACatalogIsFilledByItsOwnRuns() {
        try (LedgerSetup setup = new LedgerSetup(connection, SYNC);
                LedgerSetup other = new LedgerSetup(connection, "orders")) {
            assertThat(setup.hasFilled("Toys")).isFalse();
            ledger.finished(sendingAgain(RUN), List.of());
            setup.catalogGeneration("Toys", RUN + 1);
            assertThat(setup.hasFilled("Toys")).isFalse();
            ledger.finished(sendingAgain(RUN + 1), List.of());
            assertThat(setup.hasFilled("toys")).isTrue();
            assertThat(other.hasFilled("toys")).isFalse();

            setup.nextCatalogGeneration("toys", RUN + 2);
            assertThat(setup.hasFilled("toys")).isFalse();
        }
    }

    private static RunReport sendingAgain(long run) {
        return report(run, new DiffTally(run, 5, 0, 5, 0, 0, 0, 0));
    }

    private static RunReport report(long run, DiffTally rows) {
        return new RunReport(
                SYNC,
                run,
                RunStatus.COMPLETE,
                new RunTimes(run, run, run),
                rows,
                new DeliveryTally(rows.changed(), rows.changed(), 0, 0),
                0,
                Cause.NONE);
    }

    @Test
    void aRenamedSyncKeepsItsHistory() {
        RunReport whole = report(RUN, RunStatus.COMPLETE, Cause.NONE);
        ledger.finished(whole, List.of(new RunWarning(RUN, "code", "detail", 1)));
        ledger.list(RUN, List.of(rejected("id=1", 1)));
        ledger.started(LATER);
        try (Ledger before = new Ledger(connection, "people", SETTINGS);
                LedgerSetup setup = new LedgerSetup(connection, SYNC);
                LedgerSetup setupBefore = new LedgerSetup(connection, "people")) {
            before.started(RUN);
            setup.cleared("spring");
            setupBefore.cleared("autumn");
            setup.warn(new RunWarning(LATER, "code", "of " + SYNC, 1));
        }

        for (int start = 0; start < 2; start++) {
            LedgerNames.rename(connection, SYNC, "people");
        }

        assertThat(reader.latestRun(SYNC)).isEmpty();
        assertThat(reader.run("people", RUN).orElseThrow().status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(reader.latestRun("people").orElseThrow().run()).isEqualTo(LATER);
        assertThat(reader.warnings("people", RUN)).hasSize(1);
        assertThat(reader.rows("people", RUN, 10)).hasSize(1);
        try (LedgerSetup setup = new LedgerSetup(connection, "people")) {
            assertThat(setup.isClearedFor("spring")).isTrue();
        }
    }

    @Test
    void aLedgerThatIsAwayReleasesNoRow() {
        LedgerConnection nowhere =
                new LedgerConnection("jdbc:postgresql://localhost:1/x", "u", "p");

        assertThat(new LedgerReleases(nowhere, SYNC).open().releasedAt()).isZero();
    }

    private static LedgerRow quarantined(long run, String key) {
        return new LedgerRow(
                run, key, "a@b.c", LedgerRow.Kind.QUARANTINED, "code", "detail", 10, run);
    }

    @Test
    void listedRowsAreDeletedAfterTheirRetention() {
        ledger.list(RUN, List.of(rejected("id=1", 1)));

        long muchLater = RUN + Duration.ofDays(8).toMillis();
        ledger.finished(report(muchLater, RunStatus.COMPLETE, Cause.NONE), List.of());

        assertThat(reader.rows(SYNC, RUN, 100)).isEmpty();
    }

    @Test
    void textThatNoColumnAcceptsIsMadeFit() {
        String strange = "id=\u0000\uD800" + "ü€😀".repeat(2_000);
        ledger.list(RUN, List.of(rejected(strange, 1), rejected(strange + "x", 1)));

        assertThat(reader.rows(SYNC, RUN, 100)).hasSize(2);
    }

    @Test
    void theLatestRunOfEachSyncIsFound() {
        ledger.started(RUN);
        ledger.started(LATER);
        try (Ledger other = new Ledger(database(), "orders", SETTINGS)) {
            other.started(RUN);
        }

        assertThat(reader.latestRuns())
                .extracting(report -> report.sync() + " " + report.run())
                .containsExactly("customers " + LATER, "orders " + RUN);
    }

    @Test
    void anApprovalAndADoubtAreStored() {
        assertThat(reader.approvedUpTo(SYNC)).isEmpty();
        assertThat(reader.doubt(SYNC, RUN)).isEmpty();

        ledger.doubtful(RUN, "row security is on");
        ledger.approve(RUN);
        ledger.approve(LATER);

        assertThat(reader.doubt(SYNC, RUN)).hasValue("row security is on");
        assertThat(reader.doubt(SYNC, LATER)).isEmpty();
        assertThat(reader.approvedUpTo(SYNC)).hasValue(LATER);
        assertThat(reader.approvedUpTo("orders")).isEmpty();
    }

    @Test
    void aRunThatWithholdsRemovalsWasDelivered() {
        RunReport held =
                new RunReport(
                        SYNC,
                        RUN,
                        RunStatus.HELD,
                        new RunTimes(RUN, RUN + 500, RUN + 800),
                        new DiffTally(RUN, 100, 10, 5, 2, 83, 1, 1),
                        new DeliveryTally(27, 15, 1, 11, 11),
                        0,
                        new Cause("removalLimit", "too many"));
        ledger.finished(held, List.of());
        ledger.gaveUp(LATER, RunStatus.HELD, new Cause(Cause.EMPTY_RESULT, "no rows"), LATER);

        assertThat(reader.run(SYNC, RUN)).hasValue(held);
        assertThat(held.isDelivered()).isTrue();
        assertThat(latest().isDelivered()).isFalse();
        assertThat(reader.lastDelivered(SYNC)).hasValue(held);
        assertThat(reader.runsWithholding(SYNC, 5)).containsExactly(held);
    }

    private RunReport latest() {
        return reader.latestRun(SYNC).orElseThrow();
    }

    static RunReport report(long run, RunStatus status, Cause cause) {
        return new RunReport(
                SYNC,
                run,
                status,
                new RunTimes(run, run + 500, run + 800),
                new DiffTally(run, 100, 10, 5, 2, 83, 1, 1),
                new DeliveryTally(17, 15, 1, 1),
                4,
                cause);
    }

    private static LedgerRow rejected(String key, int attempts) {
        return new LedgerRow(
                RUN,
                key,
                "a@example.com",
                LedgerRow.Kind.REJECTED,
                "invalidEmails",
                "not an address",
                attempts,
                RUN + 5);
    }
}
