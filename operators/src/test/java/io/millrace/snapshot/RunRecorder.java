/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Counts the rows of each run in keyed state, and publishes the counts of a run when its complete
 * mark arrives. After a failure, counts that are published again replace earlier ones.
 */
final class RunRecorder extends AbstractStreamOperator<Long>
        implements OneInputStreamOperator<Long, Long> {

    static final int BUCKETS = 16;

    private static final Map<Long, Map<Long, Map<Long, Integer>>> ROWS =
            new ConcurrentSkipListMap<>();
    private static final Map<Long, Map<Integer, Boolean>> DONE = new ConcurrentHashMap<>();

    private static final MapStateDescriptor<String, Integer> SEEN =
            new MapStateDescriptor<>("seen", Types.STRING, Types.INT);

    private transient MapState<String, Integer> seen;

    static void reset() {
        ROWS.clear();
        DONE.clear();
    }

    /** Returns the rows of a complete run, each with its number of appearances. */
    static Map<Long, Integer> rows(long run) {
        Map<Long, Integer> rows = new TreeMap<>();
        ROWS.getOrDefault(run, Map.of()).values().forEach(rows::putAll);
        return rows;
    }

    /** Returns the runs that all {@code parallelism} recorders have published, oldest first. */
    static List<Long> complete(int parallelism) {
        return DONE.entrySet().stream()
                .filter(entry -> entry.getValue().size() >= parallelism)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        seen = context.getKeyedStateStore().getMapState(SEEN);
    }

    @Override
    public void processElement(StreamRecord<Long> element) throws Exception {
        String entry = element.getTimestamp() + ":" + element.getValue();
        Integer before = seen.get(entry);
        seen.put(entry, before == null ? 1 : before + 1);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() != Long.MAX_VALUE) {
            RunMark received = RunMark.ofWatermark(mark.getTimestamp());
            if (received.isComplete()) {
                publish(received.run());
            }
        }
        super.processWatermark(mark);
    }

    private void publish(long run) throws Exception {
        this.<Long>getKeyedStateBackend()
                .applyToAllKeys(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        SEEN,
                        (bucket, state) -> {
                            Map<Long, Integer> rows = new HashMap<>();
                            for (Map.Entry<String, Integer> entry : state.entries()) {
                                String[] parts = entry.getKey().split(":");
                                if (Long.parseLong(parts[0]) == run) {
                                    rows.put(Long.parseLong(parts[1]), entry.getValue());
                                }
                            }
                            ROWS.computeIfAbsent(run, r -> new ConcurrentHashMap<>())
                                    .put(bucket, rows);
                        });
        DONE.computeIfAbsent(run, r -> new ConcurrentHashMap<>())
                .put(getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(), true);
    }
}
