/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A bounded source that starts to read when a {@link RunBarrier} opens. A run starts as soon as the
 * last run has ended, and waits at the barrier without blocking checkpoints. A read that is
 * restored after a failure continues without waiting.
 */
final class GatedSource<T, S extends SourceSplit, C> implements Source<T, S, C> {

    private static final long serialVersionUID = 1L;

    private final Source<T, S, C> bounded;
    private final String barrier;

    private GatedSource(Source<T, S, C> bounded, String barrier) {
        this.bounded = bounded;
        this.barrier = barrier;
    }

    static <T, S extends SourceSplit, C> GatedSource<T, S, C> of(
            Source<T, S, C> bounded, String barrier) {
        return new GatedSource<>(bounded, barrier);
    }

    @Override
    public Boundedness getBoundedness() {
        return bounded.getBoundedness();
    }

    @Override
    public SplitEnumerator<S, C> createEnumerator(SplitEnumeratorContext<S> context)
            throws Exception {
        return new GatedEnumerator<>(
                bounded.createEnumerator(context), context, RunBarrier.named(barrier));
    }

    @Override
    public SplitEnumerator<S, C> restoreEnumerator(SplitEnumeratorContext<S> context, C checkpoint)
            throws Exception {
        return bounded.restoreEnumerator(context, checkpoint);
    }

    @Override
    public SourceReader<T, S> createReader(SourceReaderContext context) throws Exception {
        return bounded.createReader(context);
    }

    @Override
    public SimpleVersionedSerializer<S> getSplitSerializer() {
        return bounded.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<C> getEnumeratorCheckpointSerializer() {
        return bounded.getEnumeratorCheckpointSerializer();
    }
}
