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

/** Creates {@link DiffOperator}s, which require the mailbox of their task. */
public final class DiffOperatorFactory extends AbstractStreamOperatorFactory<Change>
        implements OneInputStreamOperatorFactory<RowChunk, Change> {

    private static final long serialVersionUID = 1L;

    /** The largest backlog of a subtask, if there is memory. */
    private static final long BACKLOG_BYTES = 128L << 20;

    private final RowLayout layout;
    private final ResendPolicy resendPolicy;
    private final long backlogBytes;
    private final SerializableSupplier<DiffMemory> memory;
    private FirstRun firstRun = FirstRun.SEND;
    private long builtAt;
    private boolean paused;

    public DiffOperatorFactory(RowLayout layout, ResendPolicy resendPolicy) {
        this(layout, resendPolicy, BACKLOG_BYTES, DiffMemory::ofProcess);
    }

    DiffOperatorFactory(
            RowLayout layout,
            ResendPolicy resendPolicy,
            long backlogBytes,
            SerializableSupplier<DiffMemory> memory) {
        this.layout = layout;
        this.resendPolicy = resendPolicy;
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

    /** The diff keeps its state and emits nothing; a scan that is not complete is not continued. */
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
                        new DiffOperator.Policy(layout, resendPolicy, firstRun, builtAt, paused),
                        backlogBytes,
                        memory.get());
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return DiffOperator.class;
    }
}
