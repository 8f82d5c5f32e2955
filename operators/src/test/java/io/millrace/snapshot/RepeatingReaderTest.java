/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepeatingReaderTest {

    private static final long RUN = 1_790_000_000_000L;

    private final TestingReaderContext context = new TestingReaderContext();
    private final RepeatingReader<Long, FakeTable.Range> reader =
            new RepeatingReader<>(new FakeTable(0), RowCount.each(), context);
    private final Output output = new Output();

    @BeforeEach
    void resetTheTable() {
        FakeTable.reset();
    }

    @Test
    void theStartMarkComesBeforeTheFirstRow() throws Exception {
        order(new EnumeratorOrder.Start(RUN, 0, 3));
        reader.addSplits(List.of(part(1, 3)));
        pollAll();

        assertThat(output.out)
                .containsExactly(RunMark.start(RUN, 0, 3), 1L + "@" + RUN, 2L + "@" + RUN);
    }

    @Test
    void aReaderReportsItsRowsAndEmitsTheCompleteMarkOnOrder() throws Exception {
        order(new EnumeratorOrder.Start(RUN, 0, 0));
        reader.addSplits(List.of(part(1, 3)));
        order(new EnumeratorOrder.NoMoreSplits(RUN));
        pollAll();
        assertThat(context.getSentEvents()).last().isEqualTo(new ReaderReport.Finished(RUN, 1, 2));

        order(new EnumeratorOrder.Complete(RUN));
        pollAll();

        assertThat(output.out).last().isEqualTo(RunMark.complete(RUN));
        assertThat(context.getSentEvents()).last().isEqualTo(new ReaderReport.Emitted(RUN));
        reader.notifyCheckpointComplete(1);
        reader.snapshotState(2);
        assertThat(reader.isAvailable()).isNotDone();
        reader.notifyCheckpointComplete(2);
        pollAll();
        assertThat(context.getSentEvents()).last().isEqualTo(new ReaderReport.Ready(RUN));
    }

    @Test
    void aFinishedReaderReadsAReturnedSplit() throws Exception {
        order(new EnumeratorOrder.Start(RUN, 0, 0));
        order(new EnumeratorOrder.NoMoreSplits(RUN));
        pollAll();
        reader.addSplits(List.of(part(5, 6)));
        order(new EnumeratorOrder.NoMoreSplits(RUN));
        pollAll();

        assertThat(context.getSentEvents()).last().isEqualTo(new ReaderReport.Finished(RUN, 1, 1));
    }

    @Test
    void aReaderIsAvailableOnlyAfterAnOrderOrSplit() throws Exception {
        CompletableFuture<Void> idle = reader.isAvailable();
        assertThat(idle).isNotDone();

        order(new EnumeratorOrder.Start(RUN, 0, 0));
        assertThat(idle).isDone();
        pollAll();
        CompletableFuture<Void> waiting = reader.isAvailable();
        assertThat(waiting).isNotDone();
        assertThat(reader.isAvailable()).isSameAs(waiting);

        reader.addSplits(List.of(part(1, 2)));
        assertThat(waiting).isDone();
    }

    @Test
    void anErrorOfTheSourceIsReportedAndIsInTheState() throws Exception {
        FakeTable.breakRow(0, 2);
        order(new EnumeratorOrder.Start(RUN, 0, 0));
        reader.addSplits(List.of(part(1, 3)));
        pollAll();

        assertThat(context.getSentEvents())
                .last()
                .isEqualTo(
                        new ReaderReport.Failed(
                                RUN,
                                "IllegalStateException: bad block; caused by IOException: disk"));
        assertThat(reader.snapshotState(1)).hasSize(2).last().isInstanceOf(RunSplit.Failure.class);
    }

    @Test
    void anErrorAfterTheSourceFailsTheTask() {
        output.broken = true;
        order(new EnumeratorOrder.Start(RUN, 0, 0));
        reader.addSplits(List.of(part(1, 3)));

        assertThatThrownBy(this::pollAll).hasMessage("downstream");
    }

    @Test
    void theStateHasTheUnreadRowsAndTheRowCount() throws Exception {
        order(new EnumeratorOrder.Start(RUN, 0, 4));
        reader.addSplits(List.of(part(1, 9)));
        reader.pollNext(output);
        reader.pollNext(output);
        long rows = output.out.size() - 1L;

        List<RunSplit> state = reader.snapshotState(1);

        assertThat(state).hasSize(2).last().isEqualTo(new RunSplit.Tally(RUN, "4-0", rows));
        FakeTable.Range left = range((RunSplit.Part) state.get(0));
        assertThat(left.next()).isEqualTo(1 + rows);
    }

    @Test
    void aDroppedRunHasNoState() throws Exception {
        order(new EnumeratorOrder.Start(RUN, 0, 0));
        reader.addSplits(List.of(part(1, 9)));
        reader.pollNext(output);
        order(new EnumeratorOrder.Drop(RUN));
        reader.addSplits(List.of(part(20, 21)));
        int before = output.out.size();
        pollAll();

        assertThat(output.out).hasSize(before);
        assertThat(output.released).containsExactly(RUN + "/1");
        assertThat(reader.snapshotState(1)).isEmpty();
    }

    private void order(EnumeratorOrder order) {
        reader.handleSourceEvents(order);
    }

    private void pollAll() throws Exception {
        while (reader.isAvailable().isDone()) {
            InputStatus status = reader.pollNext(output);
            assertThat(status).isNotEqualTo(InputStatus.END_OF_INPUT);
        }
    }

    private static RunSplit.Part part(long first, long end) {
        try {
            FakeTable.Range range = new FakeTable.Range(first, first, end, 0);
            return new RunSplit.Part(
                    RUN,
                    range.splitId(),
                    1,
                    new FakeTable(0).getSplitSerializer().serialize(range));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FakeTable.Range range(RunSplit.Part part) throws Exception {
        return new FakeTable(0).getSplitSerializer().deserialize(1, part.inner());
    }

    /** Records rows and marks in order. */
    private static final class Output implements ReaderOutput<Long> {

        private final List<Object> out = new ArrayList<>();
        private final List<String> released = new ArrayList<>();
        private boolean broken;

        @Override
        public void collect(Long row) {
            throw new IllegalStateException("a row of a run has a timestamp");
        }

        @Override
        public void collect(Long row, long timestamp) {
            if (broken) {
                throw new IllegalStateException("downstream");
            }
            out.add(row + "@" + timestamp);
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            out.add(RunMark.ofWatermark(watermark.getTimestamp()));
        }

        @Override
        public void markIdle() {
            throw new IllegalStateException("never idle");
        }

        @Override
        public void markActive() {}

        @Override
        public SourceOutput<Long> createOutputForSplit(String splitId) {
            return this;
        }

        @Override
        public void releaseOutputForSplit(String splitId) {
            released.add(splitId);
        }
    }
}
