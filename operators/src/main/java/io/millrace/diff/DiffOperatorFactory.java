/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.snapshot.RowLayout;
import io.millrace.snapshot.SnapshotRow;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes {@link DiffOperator}s, which need the mailbox of their task. */
public final class DiffOperatorFactory extends AbstractStreamOperatorFactory<Change>
        implements OneInputStreamOperatorFactory<SnapshotRow, Change> {

    private static final long serialVersionUID = 1L;

    private final RowLayout layout;

    public DiffOperatorFactory(RowLayout layout) {
        this.layout = layout;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends StreamOperator<Change>> T createStreamOperator(
            StreamOperatorParameters<Change> parameters) {
        return (T) new DiffOperator(parameters, layout);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return DiffOperator.class;
    }
}
