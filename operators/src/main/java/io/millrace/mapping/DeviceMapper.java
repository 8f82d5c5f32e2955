/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.RowLayout;
import java.util.Set;

/** Rows as requests of {@code users/registerDeviceToken}. */
final class DeviceMapper implements RowMapper {

    private static final Set<String> PLATFORMS = Set.of("APNS", "APNS_SANDBOX", "GCM");

    private final DeviceMapping mapping;
    private final FieldsWriter fields;

    DeviceMapper(DeviceMapping mapping, RowLayout layout) {
        this.mapping = mapping;
        this.fields = new FieldsWriter(mapping.dataFields(), NullPolicy.OMIT, layout);
    }

    @Override
    public OperationKind kind() {
        return OperationKind.REGISTER_DEVICE_TOKEN;
    }

    @Override
    public MappedCall added(SyncRow row) {
        String token = row.requiredText(mapping.token());
        String platform = mapping.platform().of(row);
        if (!PLATFORMS.contains(platform)) {
            throw new UnmappableException(
                    "'" + platform + "' is no platform: those are APNS, APNS_SANDBOX and GCM");
        }
        byte[] body =
                JsonBody.object(
                        json -> {
                            JsonBody.writeId(row, json);
                            if (mapping.preferUserId()) {
                                json.writeBooleanField("preferUserId", true);
                            }
                            json.writeObjectFieldStart("device");
                            json.writeStringField("token", token);
                            json.writeStringField("platform", platform);
                            json.writeStringField("applicationName", mapping.application());
                            fields.writeIfMapped("dataFields", row, json);
                            json.writeEndObject();
                        });
        return MappedCall.of(kind(), body);
    }
}
