/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.diff.Change;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationPacking;
import io.millrace.row.RowLayout;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Maps each change to the operation that it requires. */
public final class MappingOperator extends OperationPacking<Change> {

    private static final long serialVersionUID = 1L;

    private final RowLayout layout;
    private final Mapping mapping;

    private transient ChangeMapper mapper;

    public MappingOperator(RowLayout layout, Mapping mapping) {
        this.layout = layout;
        this.mapping = mapping;
    }

    @Override
    public void open() throws Exception {
        super.open();
        mapper = new ChangeMapper(layout, mapping);
    }

    @Override
    protected Operation operation(StreamRecord<Change> change) {
        return mapper.map(change.getValue());
    }
}
