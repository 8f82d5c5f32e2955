/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Rows as elements of {@code users/bulkUpdateSubscriptions}. An array that is null is left as it is
 * in Iterable.
 */
final class SubscriptionSetMapper implements RowMapper {

    private final SubscriptionSetMapping mapping;

    SubscriptionSetMapper(SubscriptionSetMapping mapping) {
        this.mapping = mapping;
    }

    @Override
    public OperationKind kind() {
        return OperationKind.REPLACE_SUBSCRIPTIONS;
    }

    @Override
    public MappedCall added(SyncRow row) {
        byte[] body =
                JsonBody.object(
                        json -> {
                            JsonBody.writeId(row, json);
                            writeArrays(row, json);
                            if (!mapping.validatesAlignment()) {
                                json.writeBooleanField("validateChannelAlignment", false);
                            }
                        });
        return MappedCall.of(kind(), body);
    }

    private void writeArrays(SyncRow row, JsonGenerator json) throws IOException {
        for (Map.Entry<String, Integer> array : mapping.arrays().entrySet()) {
            Optional<long[]> ids = row.wholes(array.getValue());
            if (ids.isPresent()) {
                json.writeFieldName(array.getKey());
                json.writeArray(ids.get(), 0, ids.get().length);
            }
        }
    }
}
