/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.mapping.field.SyncRow;
import io.millrace.mapping.field.UnmappableException;
import io.millrace.mapping.operation.OperationKind;

/**
 * Makes the calls for the rows of one sync. Every row has an identifier. A row that can't be sent
 * throws {@link UnmappableException}. Not thread-safe.
 */
interface RowMapper {

    /** The call for a row that is new or has changed. */
    MappedCall added(SyncRow row);

    /** The call for a removed row. Only the kept columns have values; all others are null. */
    default MappedCall removed(SyncRow row) {
        return MappedCall.WITHDRAW;
    }

    /**
     * The identifier that is sent to Iterable.
     *
     * @param value the identifier column's value, without white space around it
     */
    default String identifier(String value) {
        return value;
    }

    /** The kind under which a row that can't be sent is reported. */
    OperationKind kind();
}
