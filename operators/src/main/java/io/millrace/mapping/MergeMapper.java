/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;

/** Rows as requests of {@code users/merge}, once when they appear: a merge can't be undone. */
final class MergeMapper implements RowMapper {

    private final MergeMapping mapping;

    MergeMapper(MergeMapping mapping) {
        this.mapping = mapping;
    }

    @Override
    public OperationKind kind() {
        return OperationKind.MERGE_USERS;
    }

    @Override
    public MappedCall added(SyncRow row) {
        String source = row.requiredIdentifier(mapping.source(), mapping.sourceKind());
        boolean sameKind = mapping.sourceKind() == row.identifierKind();
        if (sameKind
                && mapping.sourceKind()
                        .normalise(source)
                        .equals(row.identifierKind().normalise(row.identifier()))) {
            throw row.fault(mapping.source(), "names the user that is to stay");
        }
        byte[] body =
                JsonBody.object(
                        json -> {
                            json.writeStringField(
                                    JsonBody.idField("source", mapping.sourceKind()), source);
                            json.writeStringField(
                                    JsonBody.idField("destination", row.identifierKind()),
                                    row.identifier());
                            writeArrays(json);
                        });
        return MappedCall.of(kind(), body);
    }

    private void writeArrays(JsonGenerator json) throws IOException {
        if (mapping.arrays().isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("arrayMerge");
        for (Map.Entry<String, String> array : mapping.arrays().entrySet()) {
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
