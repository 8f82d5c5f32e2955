/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.mapping.field.DataFieldsWriter;
import io.millrace.mapping.field.FieldValue;
import io.millrace.mapping.field.NullPolicy;
import io.millrace.mapping.field.SyncRow;
import io.millrace.mapping.field.UnmappableException;
import io.millrace.mapping.field.ValueSource;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.RowLayout;
import java.util.Set;

/**
 * Maps a row to a request of {@code users/registerDeviceToken}.
 *
 * @param token position of the token
 * @param platform APNS, APNS_SANDBOX or GCM
 * @param application name of the app in Iterable
 * @param preferUserId true to create unknown user ids in an email-based project
 */
public record DeviceMapping(
        int token,
        ValueSource platform,
        String application,
        boolean preferUserId,
        FieldValue.Nested dataFields)
        implements Mapping {

    private static final Set<String> PLATFORMS = Set.of("APNS", "APNS_SANDBOX", "GCM");

    @Override
    public RowMapper rowMapper(RowLayout layout) {
        return new Mapper(layout);
    }

    private final class Mapper implements RowMapper {

        private final DataFieldsWriter writer;

        Mapper(RowLayout layout) {
            this.writer = new DataFieldsWriter(dataFields, NullPolicy.OMIT, layout);
        }

        @Override
        public OperationKind kind() {
            return OperationKind.REGISTER_DEVICE_TOKEN;
        }

        @Override
        public MappedCall added(SyncRow row) {
            String deviceToken = row.requiredText(token);
            String devicePlatform = platform(row);
            byte[] body =
                    JsonBody.object(
                            json -> {
                                JsonBody.writeUser(row, preferUserId, json);
                                json.writeObjectFieldStart("device");
                                json.writeStringField("token", deviceToken);
                                json.writeStringField("platform", devicePlatform);
                                json.writeStringField("applicationName", application);
                                writer.writeIfMapped("dataFields", row, json);
                                json.writeEndObject();
                            });
            return MappedCall.of(kind(), body);
        }
    }

    private String platform(SyncRow row) {
        String text = platform.of(row);
        if (!PLATFORMS.contains(text)) {
            throw new UnmappableException(
                    "'" + text + "' is no platform: those are APNS, APNS_SANDBOX and GCM");
        }
        return text;
    }
}
