/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.IOUtils;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * What one reader reads of one run, from the order to start until the run ends: a reader of the
 * bounded source, its splits and row count. An exception of the bounded source ends the reading and
 * is reported to the enumerator. Runs on the task's thread only.
 */
final class RunReading<T, S extends SourceSplit> {

    private static final long PROGRESS_NANOS = Duration.ofSeconds(1).toNanos();

    /** Reading the clock costs about as much as a row, so not each poll reads the clock. */
    private static final int POLLS_PER_CLOCK_READ = 256;

    private final Source<T, S, ?> bounded;
    private final SimpleVersionedSerializer<S> splitSerializer;
    private final SourceReaderContext context;
    private final Wakeup wakeup;
    private final long run;

    /** Unique in the run; see {@link RunSplit.Tally}. */
    private final String id;

    private final RunOutput<T> output;

    /** Ids of all assigned splits. Flink creates an output for each of them. */
    private final List<String> assigned = new ArrayList<>();

    private Optional<SourceReader<T, S>> inner = Optional.empty();
    private Optional<String> failure = Optional.empty();
    private long reportedAt = System.nanoTime();
    private long reportedRows;
    private int polls;

    RunReading(
            EnumeratorOrder.Start order,
            Source<T, S, ?> bounded,
            RowCount<T> count,
            SourceReaderContext context,
            Wakeup wakeup) {
        this.bounded = bounded;
        this.splitSerializer = bounded.getSplitSerializer();
        this.context = context;
        this.wakeup = wakeup;
        this.run = order.run();
        this.id = RunSplit.Tally.reading(order.attempt(), context.getIndexOfSubtask());
        this.output = new RunOutput<>(run, count);
    }

    long run() {
        return run;
    }

    boolean isOpen() {
        return inner.isPresent();
    }

    /** Returns a future for the next poll; empty if nothing is being read. */
    Optional<CompletableFuture<Void>> availability() {
        return inner.map(reader -> wakeup.onWakeOr(reader.isAvailable()));
    }

    void open() {
        guard(
                () -> {
                    SourceReader<T, S> reader =
                            bounded.createReader(new RunReaderContext(context, run));
                    inner = Optional.of(reader);
                    reader.start();
                });
        wakeup.wake();
    }

    /** Adds a split. A reader that has finished opens again: another reader returned the split. */
    void add(RunSplit.Part part) {
        assigned.add(part.splitId());
        if (failure.isEmpty() && inner.isEmpty()) {
            open();
        }
        callInner(
                reader -> {
                    S split = splitSerializer.deserialize(part.innerVersion(), part.inner());
                    reader.addSplits(List.of(split));
                });
        wakeup.wake();
    }

    /** Polls the bounded source's reader, which must be open. */
    InputStatus poll(ReaderOutput<T> target) throws Exception {
        output.to(target);
        InputStatus status = InputStatus.NOTHING_AVAILABLE;
        try {
            status = inner.orElseThrow().pollNext(output);
        } catch (Throwable error) {
            fail(error);
        }
        if (status == InputStatus.END_OF_INPUT) {
            close();
            report(new ReaderReport.Finished(run, assigned.size(), output.rows()));
            return InputStatus.NOTHING_AVAILABLE;
        }
        if (status != InputStatus.MORE_AVAILABLE || ++polls % POLLS_PER_CLOCK_READ == 0) {
            reportProgress();
        }
        return status;
    }

    private void reportProgress() {
        if (output.rows() != reportedRows && System.nanoTime() - reportedAt > PROGRESS_NANOS) {
            reportedAt = System.nanoTime();
            reportedRows = output.rows();
            report(new ReaderReport.Progress(run, reportedRows));
        }
    }

    List<RunSplit> snapshot(long checkpointId) {
        List<RunSplit> splits = new ArrayList<>();
        callInner(
                reader -> {
                    for (S split : reader.snapshotState(checkpointId)) {
                        splits.add(part(split));
                    }
                });
        splits.add(new RunSplit.Tally(run, id, output.rows()));
        failure.ifPresent(reason -> splits.add(new RunSplit.Failure(run, id, reason)));
        return splits;
    }

    private RunSplit.Part part(S split) throws IOException {
        return new RunSplit.Part(
                run,
                split.splitId(),
                splitSerializer.getVersion(),
                splitSerializer.serialize(split));
    }

    /** Calls the bounded source's reader; no-op if it is not open. */
    void callInner(InnerCall<T, S> call) {
        if (inner.isPresent()) {
            guard(() -> call.on(inner.get()));
        }
    }

    private void guard(ThrowingRunnable<Throwable> step) {
        try {
            step.run();
        } catch (Throwable error) {
            try {
                fail(error);
            } catch (Exception notOfSource) {
                ExceptionUtils.rethrow(notOfSource);
            }
        }
    }

    /** Ends the reading; throws if the bounded source did not cause the error. */
    private void fail(Throwable error) throws Exception {
        if (output.downstreamFailure().isPresent()) {
            ExceptionUtils.rethrowException(output.downstreamFailure().get());
        }
        FailureReason.rethrowUnlessOfSource(error);
        String reason = FailureReason.of(error);
        failure = Optional.of(reason);
        close();
        report(new ReaderReport.Failed(run, reason));
    }

    void close() {
        inner.ifPresent(IOUtils::closeQuietly);
        inner = Optional.empty();
    }

    /** Releases the outputs that Flink created for the assigned splits. */
    void releaseOutputs(ReaderOutput<T> target) {
        assigned.forEach(target::releaseOutputForSplit);
    }

    private void report(ReaderReport report) {
        context.sendSourceEventToCoordinator(report);
    }

    /** A call of the bounded source's reader. */
    @FunctionalInterface
    interface InnerCall<T, S extends SourceSplit> {
        void on(SourceReader<T, S> inner) throws Exception;
    }
}
