/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationPacking;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Packs the operations of a test, as the mapping does. */
final class PackedOperations extends OperationPacking<Operation> {

    private static final long serialVersionUID = 1L;

    @Override
    protected Operation operation(StreamRecord<Operation> element) {
        return element.getValue();
    }
}
