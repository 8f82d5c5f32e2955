/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.row.RowChunk;
import io.millrace.row.RowLayout;
import java.time.Instant;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.util.function.SerializableSupplier;

/** Makes {@link DiffOperator}s, which need the mailbox of their task. */
public final class DiffOperatorFactory extends AbstractStreamOperatorFactory<Change>
        implements OneInputStreamOperatorFactory<RowChunk, Change> {

    private static final long serialVersionUID = 1L;

    /** The most rows a subtask gathers before it compares them, if there is memory. */
    private static final long BACKLOG_BYTES = 128L << 20;

    private final RowLayout layout;
    private final ResendPolicy asking;
    private final long backlogBytes;
    private final SerializableSupplier<DiffMemory> memory;
    private FirstRun firstRun = FirstRun.SEND;
    private long builtAt;
    private boolean paused;

    public DiffOperatorFactory(RowLayout layout, ResendPolicy asking) {
        this(layout, asking, BACKLOG_BYTES, DiffMemory::ofProcess);
    }

    DiffOperatorFactory(
            RowLayout layout,
            ResendPolicy asking,
            long backlogBytes,
            SerializableSupplier<DiffMemory> memory) {
        this.layout = layout;
        this.asking = asking;
        this.backlogBytes = backlogBytes;
        this.memory = memory;
    }

    /**
     * @param now when the job is built
     */
    public DiffOperatorFactory beginsWith(FirstRun first, Instant now) {
        firstRun = first;
        builtAt = now.toEpochMilli();
        return this;
    }

    /** The diff keeps its state and emits nothing: a scan that is not at its end waits. */
    public DiffOperatorFactory paused() {
        paused = true;
        return this;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends StreamOperator<Change>> T createStreamOperator(
            StreamOperatorParameters<Change> parameters) {
        return (T)
                new DiffOperator(
                        parameters,
                        new DiffOperator.Policy(layout, asking, firstRun, builtAt, paused),
                        backlogBytes,
                        memory.get());
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return DiffOperator.class;
    }
}
