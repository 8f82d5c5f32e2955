/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.diff.DiffTally;
import io.millrace.iterable.IterableApi;
import io.millrace.mapping.operation.OperationChunk;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperatorFactory;

/**
 * Creates the outbox: {@code
 * chunks.keyBy(OperationChunk::key).connect(tallies.broadcast()).transform(…, factory)}.
 */
public final class OutboxOperatorFactory extends AbstractStreamOperatorFactory<DeliveryNotice>
        implements TwoInputStreamOperatorFactory<OperationChunk, DiffTally, DeliveryNotice> {

    private static final long serialVersionUID = 1L;

    private final OutboxSettings settings;
    private final IterableApi.Provider iterable;
    private final DeliveryLookups lookups;

    /** Creates outboxes without look-ups. */
    public OutboxOperatorFactory(OutboxSettings settings, IterableApi.Provider iterable) {
        this(settings, iterable, DeliveryLookups.NONE);
    }

    public OutboxOperatorFactory(
            OutboxSettings settings, IterableApi.Provider iterable, DeliveryLookups lookups) {
        this.settings = settings;
        this.iterable = iterable;
        this.lookups = lookups;
    }

    @Override
    public <T extends StreamOperator<DeliveryNotice>> T createStreamOperator(
            StreamOperatorParameters<DeliveryNotice> parameters) {
        @SuppressWarnings("unchecked")
        T operator = (T) new OutboxOperator(parameters, settings, iterable, lookups);
        return operator;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return OutboxOperator.class;
    }
}
