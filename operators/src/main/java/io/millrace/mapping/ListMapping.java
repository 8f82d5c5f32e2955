/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.mapping.field.DataFieldsWriter;
import io.millrace.mapping.field.FieldTypes;
import io.millrace.mapping.field.FieldValue;
import io.millrace.mapping.field.NullPolicy;
import io.millrace.mapping.field.SyncRow;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.RowLayout;

/**
 * Maps a row to a member of the sync's list.
 *
 * @param dataFields profile fields that the same call writes
 * @param preferUserId true to create unknown user ids in an email-based project
 * @param createsUsers false to add only users that exist in Iterable
 */
public record ListMapping(
        FieldValue.Nested dataFields,
        NullPolicy nulls,
        boolean mergeNestedObjects,
        boolean preferUserId,
        boolean createsUsers)
        implements Mapping {

    @Override
    public Mapping withTypes(FieldTypes types) {
        return new ListMapping(
                dataFields.withTypes(types), nulls, mergeNestedObjects, preferUserId, createsUsers);
    }

    @Override
    public RowMapper rowMapper(RowLayout layout) {
        return new Mapper(layout);
    }

    /** A removed row removes its user from the list. */
    @Override
    public Removal removal() {
        return Removal.CLEAR;
    }

    private final class Mapper implements RowMapper {

        private final DataFieldsWriter writer;

        Mapper(RowLayout layout) {
            this.writer = new DataFieldsWriter(dataFields, nulls, layout);
        }

        @Override
        public OperationKind kind() {
            return createsUsers ? OperationKind.ADD_TO_LIST : OperationKind.ADD_KNOWN_TO_LIST;
        }

        @Override
        public MappedCall added(SyncRow row) {
            byte[] body =
                    JsonBody.object(
                            json -> {
                                JsonBody.writeUser(row, preferUserId, json);
                                writer.writeIfMapped("dataFields", row, json);
                                if (mergeNestedObjects) {
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
}
