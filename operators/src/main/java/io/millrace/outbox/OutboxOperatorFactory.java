/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.IterableApi;
import io.millrace.mapping.Operation;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes the outbox: {@code operations.keyBy(Operation::route).transform(…, factory)}. */
public final class OutboxOperatorFactory extends AbstractStreamOperatorFactory<Delivery>
        implements OneInputStreamOperatorFactory<Operation, Delivery> {

    private static final long serialVersionUID = 1L;

    private final OutboxSettings settings;
    private final IterableApi.Provider iterable;
    private final Releases.Provider releases;
    private final Refill.Provider refill;

    /** Makes outboxes whose quarantined rows nobody releases, and that fill nothing anew. */
    public OutboxOperatorFactory(OutboxSettings settings, IterableApi.Provider iterable) {
        this(settings, iterable, Releases.NONE, Refill.NONE);
    }

    public OutboxOperatorFactory(
            OutboxSettings settings,
            IterableApi.Provider iterable,
            Releases.Provider releases,
            Refill.Provider refill) {
        this.settings = settings;
        this.iterable = iterable;
        this.releases = releases;
        this.refill = refill;
    }

    @Override
    public <T extends StreamOperator<Delivery>> T createStreamOperator(
            StreamOperatorParameters<Delivery> parameters) {
        @SuppressWarnings("unchecked")
        T operator = (T) new OutboxOperator(parameters, settings, iterable, releases, refill);
        return operator;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return OutboxOperator.class;
    }
}
