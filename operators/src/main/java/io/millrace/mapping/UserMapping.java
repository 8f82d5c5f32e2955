/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.mapping.field.DataFieldsWriter;
import io.millrace.mapping.field.FieldType;
import io.millrace.mapping.field.FieldTypes;
import io.millrace.mapping.field.FieldValue;
import io.millrace.mapping.field.NullPolicy;
import io.millrace.mapping.field.SyncRow;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import io.millrace.row.RowLayout;
import java.util.Arrays;

/**
 * Maps a row to a user profile: an element of {@code users/bulkUpdate}.
 *
 * @param dataFields the profile fields to write
 * @param nulls what a null column does to its field
 * @param mergeNestedObjects true to merge nested objects one level deep, false to replace them
 * @param preferUserId true to create unknown user ids in an email-based project
 * @param createsUsers false to update only users that exist in Iterable
 * @param removal NOTHING, CLEAR to set the mapped fields to null, or DELETE to delete the user
 */
public record UserMapping(
        FieldValue.Nested dataFields,
        NullPolicy nulls,
        boolean mergeNestedObjects,
        boolean preferUserId,
        boolean createsUsers,
        Removal removal)
        implements Mapping {

    @Override
    public Mapping withTypes(FieldTypes types) {
        return new UserMapping(
                dataFields.withTypes(types),
                nulls,
                mergeNestedObjects,
                preferUserId,
                createsUsers,
                removal);
    }

    @Override
    public RowMapper rowMapper(RowLayout layout) {
        return new Mapper(layout);
    }

    private final class Mapper implements RowMapper {

        private final DataFieldsWriter writer;
        private final String emptyFields;

        Mapper(RowLayout layout) {
            this.writer = new DataFieldsWriter(dataFields, nulls, layout);
            this.emptyFields = emptyFields().toString();
        }

        @Override
        public OperationKind kind() {
            return createsUsers ? OperationKind.UPSERT_USER : OperationKind.UPDATE_USER;
        }

        @Override
        public MappedCall added(SyncRow row) {
            byte[] body = element(row, json -> writer.write("dataFields", row, json));
            return MappedCall.of(kind(), body);
        }

        @Override
        public MappedCall removed(SyncRow row) {
            return switch (removal) {
                case NOTHING -> MappedCall.WITHDRAW;
                case CLEAR -> cleared(row);
                case DELETE -> MappedCall.of(OperationKind.DELETE_USER, JsonBody.id(row));
            };
        }

        /** UPDATE_USER, because a user that was deleted in Iterable must not be created again. */
        private MappedCall cleared(SyncRow row) {
            byte[] body =
                    element(
                            row,
                            json -> {
                                json.writeFieldName("dataFields");
                                json.writeRawValue(emptyFields);
                            });
            return MappedCall.of(OperationKind.UPDATE_USER, body);
        }

        private byte[] element(SyncRow row, JsonBody.Fields fields) {
            return JsonBody.object(
                    json -> {
                        JsonBody.writeUser(row, preferUserId, json);
                        fields.write(json);
                        if (mergeNestedObjects) {
                            json.writeBooleanField("mergeNestedObjects", true);
                        }
                    });
        }
    }

    /** Every mapped field as null, without the user's identity. */
    private ObjectNode emptyFields() {
        ObjectNode empty = JsonNodeFactory.instance.objectNode();
        dataFields
                .fields()
                .forEach(
                        (name, value) -> {
                            if (!isIdentity(name)) {
                                empty.set(name, empty(name, value));
                            }
                        });
        return empty;
    }

    /**
     * Iterable merges objects one level deep, and other systems may write fields of a merged
     * object: only the mapped fields in it become null.
     */
    private JsonNode empty(String name, FieldValue value) {
        boolean isGeoLocation = FieldType.ofName(name) == FieldType.GEO_LOCATION;
        JsonNode whole = NullNode.getInstance();
        return value.match(
                column -> whole,
                constant -> whole,
                nested -> mergeNestedObjects && !isGeoLocation ? emptyMembers(nested) : whole);
    }

    private static JsonNode emptyMembers(FieldValue.Nested nested) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        nested.fields().keySet().forEach(members::putNull);
        return members;
    }

    private static boolean isIdentity(String field) {
        return Arrays.stream(IdentifierKind.values()).anyMatch(kind -> kind.field().equals(field));
    }
}
