/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.mapping.field.SyncRow;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.RowLayout;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Maps a row to all subscriptions of a user: an element of {@code users/bulkUpdateSubscriptions}.
 *
 * @param arrays for each array of the call, such as {@code emailListIds}, the position of its
 *     column; a null column leaves the array unchanged in Iterable
 * @param validatesAlignment false to permit a subscription to a message type whose channel is not
 *     subscribed
 */
public record SubscriptionSetMapping(Map<String, Integer> arrays, boolean validatesAlignment)
        implements Mapping {

    public SubscriptionSetMapping {
        arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    }

    @Override
    public RowMapper rowMapper(RowLayout layout) {
        return new Mapper();
    }

    private final class Mapper implements RowMapper {

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
                                if (!validatesAlignment) {
                                    json.writeBooleanField("validateChannelAlignment", false);
                                }
                            });
            return MappedCall.of(kind(), body);
        }
    }

    private void writeArrays(SyncRow row, JsonGenerator json) throws IOException {
        for (Map.Entry<String, Integer> array : arrays.entrySet()) {
            Optional<long[]> ids = row.wholeNumbers(array.getValue());
            if (ids.isPresent()) {
                json.writeFieldName(array.getKey());
                json.writeArray(ids.get(), 0, ids.get().length);
            }
        }
    }
}
