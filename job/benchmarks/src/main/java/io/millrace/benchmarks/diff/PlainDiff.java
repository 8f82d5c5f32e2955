/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import io.millrace.diff.Change;
import io.millrace.diff.ChangeKind;
import io.millrace.diff.DiffOperator;
import io.millrace.diff.DiffTally;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * The obvious diff, for comparison: each row is an entry of keyed state with its hash and the last
 * run that read it. Each read writes the entry, and the end of a run scans all entries. Not for
 * use: a failure loses the counts, and duplicates are not detected.
 */
final class PlainDiff extends AbstractStreamOperator<Change>
        implements OneInputStreamOperator<PlainRow, Change> {

    private static final long serialVersionUID = 1L;

    private static final String SEEN = "seen";
    private static final byte[] NO_ROW = {};

    private transient ValueState<Tuple3<Long, Long, Long>> seen;
    private transient long added;
    private transient long changed;
    private transient long unchanged;
    private transient long removed;

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        seen =
                this.<Tuple2<Long, Long>>getKeyedStateBackend()
                        .getPartitionedState(
                                VoidNamespace.INSTANCE,
                                VoidNamespaceSerializer.INSTANCE,
                                new ValueStateDescriptor<>(
                                        SEEN, Types.TUPLE(Types.LONG, Types.LONG, Types.LONG)));
    }

    @Override
    public void processElement(StreamRecord<PlainRow> element) throws Exception {
        PlainRow row = element.getValue();
        Tuple3<Long, Long, Long> before = seen.value();
        if (before == null) {
            added++;
            emit(ChangeKind.ADDED, row);
        } else if (before.f0 != row.hashHigh() || before.f1 != row.hashLow()) {
            changed++;
            emit(ChangeKind.CHANGED, row);
        } else {
            unchanged++;
        }
        seen.update(Tuple3.of(row.hashHigh(), row.hashLow(), row.run()));
    }

    private void emit(ChangeKind kind, PlainRow row) {
        output.collect(
                new StreamRecord<>(
                        new Change(
                                kind,
                                row.run(),
                                row.keyHigh(),
                                row.keyLow(),
                                row.keyLow(),
                                row.values())));
    }

    @Override
    public void processWatermark(Watermark watermark) throws Exception {
        long run = watermark.getTimestamp();
        removeUnseen(run);
        output.collect(DiffOperator.TALLIES, new StreamRecord<>(tally(run)));
        added = 0;
        changed = 0;
        unchanged = 0;
        removed = 0;
        super.processWatermark(watermark);
    }

    private void removeUnseen(long run) throws Exception {
        KeyedStateBackend<Tuple2<Long, Long>> backend = getKeyedStateBackend();
        try (Stream<Tuple2<Long, Long>> keys = backend.getKeys(SEEN, VoidNamespace.INSTANCE)) {
            Iterator<Tuple2<Long, Long>> remaining = keys.iterator();
            while (remaining.hasNext()) {
                Tuple2<Long, Long> key = remaining.next();
                setCurrentKey(key);
                if (seen.value().f2 < run) {
                    seen.clear();
                    removed++;
                    output.collect(
                            new StreamRecord<>(
                                    new Change(
                                            ChangeKind.REMOVED,
                                            run,
                                            key.f0,
                                            key.f1,
                                            key.f1,
                                            NO_ROW)));
                }
            }
        }
    }

    private DiffTally tally(long run) {
        return new DiffTally(
                run, added + changed + unchanged, added, changed, removed, unchanged, 0, 0);
    }
}
