/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.RowLayout;

/** Rows as subscribers of the list of their sync; who leaves the model leaves the list. */
final class ListMapper implements RowMapper {

    private final ListMapping mapping;
    private final FieldsWriter fields;

    ListMapper(ListMapping mapping, RowLayout layout) {
        this.mapping = mapping;
        this.fields = new FieldsWriter(mapping.dataFields(), mapping.nulls(), layout);
    }

    @Override
    public OperationKind kind() {
        return mapping.createsUsers() ? OperationKind.ADD_TO_LIST : OperationKind.ADD_KNOWN_TO_LIST;
    }

    @Override
    public MappedCall added(SyncRow row) {
        byte[] body =
                JsonBody.object(
                        json -> {
                            JsonBody.writeId(row, json);
                            if (mapping.preferUserId()) {
                                json.writeBooleanField("preferUserId", true);
                            }
                            fields.writeIfMapped("dataFields", row, json);
                            if (mapping.mergeNestedObjects()) {
                                json.writeBooleanField("mergeNestedObjects", true);
                            }
                        });
        return MappedCall.of(kind(), body);
    }

    @Override
    public MappedCall removed(SyncRow row) {
        return MappedCall.of(OperationKind.REMOVE_FROM_LIST, JsonBody.id(row));
    }
}
