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
 * A bounded source that begins when a {@link RunBarrier} lets it: a run starts as soon as the one
 * before is over, and waits there without holding up checkpoints. A reading that is taken up again
 * after a failure goes on at once.
 */
final class GatedSource<T, S extends SourceSplit, C> implements Source<T, S, C> {

    private static final long serialVersionUID = 1L;

    private final Source<T, S, C> bounded;
    private final String meeting;

    private GatedSource(Source<T, S, C> bounded, String meeting) {
        this.bounded = bounded;
        this.meeting = meeting;
    }

    static <T, S extends SourceSplit, C> GatedSource<T, S, C> of(
            Source<T, S, C> bounded, String meeting) {
        return new GatedSource<>(bounded, meeting);
    }

    @Override
    public Boundedness getBoundedness() {
        return bounded.getBoundedness();
    }

    @Override
    public SplitEnumerator<S, C> createEnumerator(SplitEnumeratorContext<S> context)
            throws Exception {
        return new GatedEnumerator<>(
                bounded.createEnumerator(context), context, RunBarrier.named(meeting));
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
