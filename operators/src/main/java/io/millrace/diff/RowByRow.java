/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.snapshot.SnapshotRow;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;

/** One entry of keyed state a row, written each time the row is seen: the plainest layout. */
final class RowByRow implements LastSeen {

    static final String STATE_NAME = "last-seen";

    private final KeyedStateBackend<Tuple2<Long, Long>> backend;
    private final ValueState<SeenRow> state;

    private long scannedRun;
    private Optional<Stream<Tuple2<Long, Long>>> keys = Optional.empty();
    private Iterator<Tuple2<Long, Long>> remaining = Stream.<Tuple2<Long, Long>>empty().iterator();

    RowByRow(KeyedStateBackend<Tuple2<Long, Long>> backend) throws Exception {
        this.backend = backend;
        this.state =
                backend.getPartitionedState(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        new ValueStateDescriptor<>(STATE_NAME, SeenRowSerializer.INSTANCE));
    }

    @Override
    public Optional<SeenRow> get(SnapshotRow row) throws Exception {
        return Optional.ofNullable(state.value());
    }

    @Override
    public void put(SnapshotRow row, SeenRow seen) throws Exception {
        state.update(seen);
    }

    @Override
    public void forget(SnapshotRow row) {
        state.clear();
    }

    @Override
    public void startScan(long run) {
        close();
        scannedRun = run;
        Stream<Tuple2<Long, Long>> all = backend.getKeys(STATE_NAME, VoidNamespace.INSTANCE);
        keys = Optional.of(all);
        remaining = all.iterator();
    }

    @Override
    public boolean scan(int count, Vanished vanished) throws Exception {
        for (int i = 0; i < count && remaining.hasNext(); i++) {
            Tuple2<Long, Long> key = remaining.next();
            backend.setCurrentKey(key);
            // Read again: the iterator shows the state as it was when the scan started.
            SeenRow seen = state.value();
            if (seen != null && seen.run() < scannedRun) {
                state.clear();
                vanished.accept(key.f0, key.f1, seen);
            }
        }
        if (remaining.hasNext()) {
            return true;
        }
        close();
        return false;
    }

    @Override
    public void close() {
        keys.ifPresent(Stream::close);
        keys = Optional.empty();
        remaining = Stream.<Tuple2<Long, Long>>empty().iterator();
    }
}
