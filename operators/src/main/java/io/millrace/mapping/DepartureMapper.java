/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

/** Once when a row appears; a row that leaves before takes the wish along. */
final class DepartureMapper implements RowMapper {

    private final OperationKind kind;

    DepartureMapper(OperationKind kind) {
        this.kind = kind;
    }

    @Override
    public OperationKind kind() {
        return kind;
    }

    @Override
    public MappedCall added(SyncRow row) {
        return MappedCall.of(kind, JsonBody.id(row));
    }
}
