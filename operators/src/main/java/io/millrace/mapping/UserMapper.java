/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.row.IdentifierKind;
import io.millrace.row.RowLayout;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/** Rows as elements of {@code users/bulkUpdate}. */
final class UserMapper implements RowMapper {

    private final UserMapping mapping;
    private final FieldsWriter fields;

    UserMapper(UserMapping mapping, RowLayout layout) {
        this.mapping = mapping;
        this.fields = new FieldsWriter(mapping.dataFields(), mapping.nulls(), layout);
    }

    @Override
    public OperationKind kind() {
        return mapping.createsUsers() ? OperationKind.UPSERT_USER : OperationKind.UPDATE_USER;
    }

    @Override
    public MappedCall added(SyncRow row) {
        return MappedCall.of(kind(), element(row, json -> fields.write("dataFields", row, json)));
    }

    /** Emptying creates nobody: the user may have been deleted by others. */
    @Override
    public MappedCall removed(SyncRow row) {
        return switch (mapping.removal()) {
            case NOTHING -> MappedCall.WITHDRAW;
            case CLEAR ->
                    MappedCall.of(OperationKind.UPDATE_USER, element(row, this::writeEmptyFields));
            case DELETE -> MappedCall.of(OperationKind.DELETE_USER, JsonBody.id(row));
        };
    }

    private byte[] element(SyncRow row, JsonBody.Fields dataFields) {
        return JsonBody.object(
                json -> {
                    JsonBody.writeId(row, json);
                    if (mapping.preferUserId()) {
                        json.writeBooleanField("preferUserId", true);
                    }
                    dataFields.write(json);
                    if (mapping.mergeNestedObjects()) {
                        json.writeBooleanField("mergeNestedObjects", true);
                    }
                });
    }

    private void writeEmptyFields(JsonGenerator json) throws IOException {
        json.writeFieldName("dataFields");
        writeEmpty(mapping.dataFields(), 0, json);
    }

    /** Objects that are merged are shared with others, one level deep: only our fields go. */
    private void writeEmpty(FieldValue.Nested nested, int depth, JsonGenerator json)
            throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, FieldValue> field : nested.fields().entrySet()) {
            if (depth == 0 && isIdentity(field.getKey())) {
                continue;
            }
            json.writeFieldName(field.getKey());
            boolean isPlace = FieldType.ofName(field.getKey()) == FieldType.GEO_LOCATION;
            boolean merged = mapping.mergeNestedObjects() && depth == 0 && !isPlace;
            if (merged && field.getValue() instanceof FieldValue.Nested shared) {
                writeEmpty(shared, depth + 1, json);
            } else {
                json.writeNull();
            }
        }
        json.writeEndObject();
    }

    private static boolean isIdentity(String field) {
        return Arrays.stream(IdentifierKind.values()).anyMatch(kind -> kind.field().equals(field));
    }
}
