/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import static io.millrace.mapping.MappedRows.assertRequires;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.field.FieldValue;
import io.millrace.mapping.field.ValueSource;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.TimestampData;
import org.junit.jupiter.api.Test;

class DeviceMappingTest {

    private static final MappedRows ROWS =
            new MappedRows(
                    IdentifierKind.EMAIL,
                    MappedRows.id(),
                    MappedRows.text("email"),
                    MappedRows.text("platform"),
                    DataTypes.FIELD("at", DataTypes.TIMESTAMP(3)));

    private static final TimestampData AT = TimestampData.fromEpochMillis(1_586_786_649_000L);

    private static final FieldValue.Nested NO_FIELDS = new FieldValue.Nested(Map.of());

    @Test
    void aDeviceHasATokenAPlatformAndAnApp() {
        DeviceMapping mapping =
                new DeviceMapping(0, new ValueSource.Column(2), "shop", false, NO_FIELDS);

        assertRequires(
                ROWS.added(mapping, 1L, "a@example.com", "APNS", AT),
                OperationKind.REGISTER_DEVICE_TOKEN,
                "{\"email\":\"a@example.com\",\"device\":{\"token\":\"1\",\"platform\":\"APNS\","
                        + "\"applicationName\":\"shop\"}}");
        assertThat(ROWS.changed(mapping, 1L, "a@example.com", "GCM", AT).amends()).isFalse();
        assertThat(ROWS.added(mapping, 1L, "a@example.com", "FCM", AT).fault())
                .isEqualTo("'FCM' is no platform: those are APNS, APNS_SANDBOX and GCM");
    }
}
