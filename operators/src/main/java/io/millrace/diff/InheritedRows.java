/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;
import io.millrace.snapshot.RowHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Takes over what was last seen before there were {@link Block}s: one entry of keyed state a row,
 * at the hash of its key. The diff knows nothing of those rows and calls them added; here each is
 * compared with its entry, which then is no more. At the end of the first complete run entries that
 * are left are removed rows. From then on, and where nothing is to be taken over, every change
 * passes.
 *
 * <p>Has the uid the diff had then, and its key: both halves of the hash of the primary key. Its
 * {@link DiffOperator#TALLIES} are to be added to those of the diff.
 */
public final class InheritedRows extends AbstractStreamOperator<Change>
        implements OneInputStreamOperator<Change, Change> {

    private static final long serialVersionUID = 1L;

    private static final String ENTRIES = "last-seen";
    private static final String COUNTS = "run-counts";
    private static final byte[] NO_ROW = {};

    private final long fingerprint;

    private transient Hasher128 hasher;
    private transient ValueState<SeenRow> entry;
    private transient boolean anyLeft;

    /** What the diff's counts lack or have too much. */
    private transient Map<Long, RunCounts> corrections;

    private transient ListState<RunCounts> correctionState;

    /**
     * @param fingerprint of how the sync maps a row, as for {@link io.millrace.snapshot.RowPacking}
     */
    public InheritedRows(long fingerprint) {
        this.fingerprint = fingerprint;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        entry =
                this.<Tuple2<Long, Long>>getKeyedStateBackend()
                        .getPartitionedState(
                                VoidNamespace.INSTANCE,
                                VoidNamespaceSerializer.INSTANCE,
                                new ValueStateDescriptor<>(ENTRIES, SeenRowSerializer.INSTANCE));
        correctionState =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        COUNTS, TypeInformation.of(RunCounts.class)));
        corrections = new HashMap<>();
        for (RunCounts part : correctionState.get()) {
            correctionsOf(part.run).add(part);
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        hasher = Hashing.xxh3_128(fingerprint);
        anyLeft = isAnyLeft();
    }

    private boolean isAnyLeft() {
        try (Stream<Tuple2<Long, Long>> keys = keys()) {
            return keys.findAny().isPresent();
        }
    }

    private Stream<Tuple2<Long, Long>> keys() {
        return this.<Tuple2<Long, Long>>getKeyedStateBackend()
                .getKeys(ENTRIES, VoidNamespace.INSTANCE);
    }

    @Override
    public void processElement(StreamRecord<Change> element) throws Exception {
        Change change = element.getValue();
        Optional<SeenRow> seen =
                anyLeft && change.kind() == ChangeKind.ADDED
                        ? Optional.ofNullable(entry.value())
                        : Optional.empty();
        if (seen.isEmpty()) {
            output.collect(element);
            return;
        }
        entry.clear();
        compare(change, seen.get());
    }

    private void compare(Change change, SeenRow seen) {
        RowHash hash = RowHash.ofRow(hasher, change.row());
        // In the run that was going on when the state was saved, the row was read again.
        int attempt = seen.run() == change.run() ? seen.attempt() + 1 : 0;
        Sighting sighting =
                Sighting.of(
                        new Sight(change.run(), attempt, hash.high(), hash.low(), change.route()),
                        seen);
        RunCounts correction = correctionsOf(change.run());
        correction.count(sighting.counted());
        correction.takeBack(Sighting.Counted.ADDED);
        sighting.withdrawnFrom()
                .ifPresent(route -> emit(change, ChangeKind.WITHDRAWN, route, NO_ROW));
        sighting.change().ifPresent(kind -> emit(change, kind, change.route(), change.row()));
    }

    private void emit(Change of, ChangeKind kind, long route, byte[] row) {
        output.collect(
                new StreamRecord<>(
                        new Change(kind, of.run(), of.keyHigh(), of.keyLow(), route, row)));
    }

    /** Looks through all that is left at once: after one complete run there is no more. */
    @Override
    public void processWatermark(Watermark watermark) throws Exception {
        long run = watermark.getTimestamp();
        if (run == Long.MAX_VALUE) {
            super.processWatermark(watermark);
            return;
        }
        if (anyLeft) {
            removeUnseen(run);
            anyLeft = isAnyLeft();
        }
        RunCounts correction = corrections.remove(run);
        if (correction != null) {
            output.collect(DiffOperator.TALLIES, new StreamRecord<>(correction.toTally()));
        }
        corrections.keySet().removeIf(counted -> counted <= run);
        super.processWatermark(watermark);
    }

    private void removeUnseen(long run) throws Exception {
        List<Tuple2<Long, Long>> left = new ArrayList<>();
        try (Stream<Tuple2<Long, Long>> keys = keys()) {
            keys.forEach(left::add);
        }
        for (Tuple2<Long, Long> key : left) {
            setCurrentKey(key);
            SeenRow seen = entry.value();
            if (seen != null && seen.run() < run) {
                entry.clear();
                remove(run, key, seen);
            }
        }
    }

    private void remove(long run, Tuple2<Long, Long> key, SeenRow seen) {
        if (seen.standing().isPassedOn()) {
            correctionsOf(run).countRemoved();
            output.collect(
                    new StreamRecord<>(
                            new Change(
                                    ChangeKind.REMOVED,
                                    run,
                                    key.f0,
                                    key.f1,
                                    seen.route(),
                                    NO_ROW)));
        }
    }

    private RunCounts correctionsOf(long run) {
        return corrections.computeIfAbsent(run, RunCounts::new);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        correctionState.update(List.copyOf(corrections.values()));
    }
}
