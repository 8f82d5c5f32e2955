/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.mapping.field.SyncRow;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import io.millrace.row.RowLayout;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Maps a row to a request of {@code users/merge}. The call is made once, when the row appears: a
 * merge can't be undone. The row's identifier is the user that remains.
 *
 * @param source position of the column with the user that is merged into the other and deleted
 * @param sourceKind kind of the identifier in that column
 * @param arrays fields whose arrays are combined, each with the field by which equal elements are
 *     recognised; an empty text if elements are not compared
 */
public record MergeMapping(int source, IdentifierKind sourceKind, Map<String, String> arrays)
        implements Mapping {

    public MergeMapping {
        arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    }

    @Override
    public RowMapper rowMapper(RowLayout layout) {
        return new Mapper();
    }

    @Override
    public boolean isSentOnce(IdentifierKind matchedBy) {
        return true;
    }

    private final class Mapper implements RowMapper {

        @Override
        public OperationKind kind() {
            return OperationKind.MERGE_USERS;
        }

        @Override
        public MappedCall added(SyncRow row) {
            String sourceUser = row.requiredIdentifier(source, sourceKind);
            if (isSameUser(sourceUser, row)) {
                throw row.fault(source, "is the user that is to remain");
            }
            byte[] body =
                    JsonBody.object(
                            json -> {
                                json.writeStringField(
                                        JsonBody.idField("source", sourceKind), sourceUser);
                                json.writeStringField(
                                        JsonBody.idField("destination", row.identifierKind()),
                                        row.identifier());
                                writeArrays(json);
                            });
            return MappedCall.of(kind(), body);
        }
    }

    private boolean isSameUser(String sourceUser, SyncRow row) {
        if (sourceKind != row.identifierKind()) {
            return false;
        }
        return sourceKind.normalise(sourceUser).equals(sourceKind.normalise(row.identifier()));
    }

    private void writeArrays(JsonGenerator json) throws IOException {
        if (arrays.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("arrayMerge");
        for (Map.Entry<String, String> array : arrays.entrySet()) {
            json.writeStartObject();
            json.writeStringField("field", array.getKey());
            if (!array.getValue().isEmpty()) {
                json.writeStringField("dedupeBy", array.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
