/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.diff.Change;
import io.millrace.snapshot.RowLayout;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/** Every change asks for one operation at most. */
public final class MappingFunction extends RichFlatMapFunction<Change, Operation> {

    private static final long serialVersionUID = 1L;

    private final RowLayout layout;
    private final Mapping mapping;

    private transient ChangeMapper mapper;

    public MappingFunction(RowLayout layout, Mapping mapping) {
        this.layout = layout;
        this.mapping = mapping;
    }

    @Override
    public void open(OpenContext context) {
        mapper = new ChangeMapper(layout, mapping);
    }

    @Override
    public void flatMap(Change change, Collector<Operation> operations) {
        operations.collect(mapper.map(change));
    }
}
