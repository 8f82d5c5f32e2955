/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.diff.Change;
import io.millrace.snapshot.RowLayout;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Every change asks for one operation. */
public final class MappingFunction extends RichMapFunction<Change, Operation> {

    private static final long serialVersionUID = 1L;

    private final RowLayout layout;
    private final UserMapping mapping;

    private transient UserMapper mapper;

    public MappingFunction(RowLayout layout, UserMapping mapping) {
        this.layout = layout;
        this.mapping = mapping;
    }

    @Override
    public void open(OpenContext context) {
        mapper = new UserMapper(layout, mapping);
    }

    @Override
    public Operation map(Change change) {
        return mapper.map(change);
    }
}
