/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import io.millrace.report.run.Cause;
import io.millrace.report.run.RunStatus;
import io.millrace.report.run.RunWarning;
import io.millrace.snapshot.RunListener;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes the events of a sync's runs that happen in the job manager. While the ledger is away, the
 * start or end of a run waits, up to the patience, and then fails the job; progress is omitted.
 */
public final class LedgerRunListener implements RunListener {

    private static final long serialVersionUID = 1L;

    private final LedgerConnection connection;
    private final String sync;
    private final LedgerSettings settings;

    private transient Ledger ledger;

    public LedgerRunListener(LedgerConnection connection, String sync, LedgerSettings settings) {
        this.connection = connection;
        this.sync = sync;
        this.settings = settings;
    }

    @Override
    public void open() {
        ledger = new Ledger(connection, sync, settings);
    }

    @Override
    public void resumed(OptionalLong newest) {
        ledger.interrupted(newest, System.currentTimeMillis());
    }

    @Override
    public void started(long run) {
        ledger.started(run);
    }

    @Override
    public void slowSetUp(long run, boolean ended) {
        ledger.waiting(run, ended ? List.of() : List.of(RunWarning.slowSetUp(run)));
    }

    @Override
    public void progress(long run, long rows) {
        ledger.reading(run, rows, System.currentTimeMillis());
    }

    @Override
    public void failed(long run, String reason) {
        failed(run, Cause.SOURCE_FAILED, reason);
    }

    @Override
    public void notSetUp(long run, String reason) {
        failed(run, Cause.NOT_SET_UP, reason);
    }

    private void failed(long run, String code, String reason) {
        ledger.gaveUp(run, RunStatus.FAILED, new Cause(code, reason), System.currentTimeMillis());
    }

    @Override
    public void interrupted(long run, String reason) {
        ledger.gaveUp(
                run,
                RunStatus.INTERRUPTED,
                new Cause(Cause.INTERRUPTED, reason),
                System.currentTimeMillis());
    }

    @Override
    public void held(long run, String reason) {
        ledger.gaveUp(
                run,
                RunStatus.HELD,
                new Cause(Cause.EMPTY_RESULT, reason),
                System.currentTimeMillis());
    }

    @Override
    public void incomplete(long run, String reason) {
        ledger.gaveUp(
                run,
                RunStatus.HELD,
                new Cause(Cause.SOURCE_INCOMPLETE, reason),
                System.currentTimeMillis());
    }

    @Override
    public void doubtful(long run, String reason) {
        ledger.doubtful(run, reason);
    }

    @Override
    public void close() {
        Optional.ofNullable(ledger).ifPresent(Ledger::close);
    }
}
