/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Collects all elements of a stream exactly once: tests see the elements of the last completed
 * checkpoint, without elements that a failure rolled back.
 */
public final class Published<T> extends AbstractStreamOperator<T>
        implements OneInputStreamOperator<T, T> {

    private static final long serialVersionUID = 1L;

    private static final Map<String, List<?>> ALL = new ConcurrentHashMap<>();

    private final String name;
    private final TypeInformation<T> type;

    private transient List<T> elements;
    private transient TreeMap<Long, List<T>> atCheckpoint;
    private transient ListState<T> state;

    private Published(String name, TypeInformation<T> type) {
        this.name = name;
        this.type = type;
    }

    public static <T> void publish(DataStream<T> stream, String name) {
        stream.transform(name, stream.getType(), new Published<>(name, stream.getType()))
                .uid(name)
                .setParallelism(1);
    }

    @SuppressWarnings("unchecked")
    public static <T> List<T> of(String name) {
        return (List<T>) ALL.getOrDefault(name, List.of());
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        atCheckpoint = new TreeMap<>();
        elements = new ArrayList<>();
        state =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>("elements", type));
        state.get().forEach(elements::add);
    }

    @Override
    public void processElement(StreamRecord<T> element) {
        elements.add(element.getValue());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.update(elements);
        atCheckpoint.put(context.getCheckpointId(), List.copyOf(elements));
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        if (atCheckpoint.containsKey(checkpointId)) {
            ALL.put(name, atCheckpoint.get(checkpointId));
            atCheckpoint.headMap(checkpointId, true).clear();
        }
    }
}
