/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

/**
 * What the rows of one sync ask of Iterable. A row that can't be sent throws {@link
 * UnmappableException}; rows without an identifier never come here.
 */
interface RowMapper {

    /** Of a row that was not there before, or has other values now. */
    MappedCall added(SyncRow row);

    /** Of a row that is gone, of which only the kept columns are known. */
    default MappedCall removed(SyncRow row) {
        return MappedCall.WITHDRAW;
    }

    /** The identifier as Iterable is to know it, from what the column holds. */
    default String identifier(String held) {
        return held;
    }

    /** The kind a row that can't be sent is reported under. */
    OperationKind kind();
}
