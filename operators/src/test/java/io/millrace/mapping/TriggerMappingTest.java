/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import static io.millrace.mapping.MappedRows.assertRequires;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.field.FieldValue;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.TimestampData;
import org.junit.jupiter.api.Test;

class TriggerMappingTest {

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
    void aJourneyIsSentOnce() {
        TriggerMapping mapping =
                new TriggerMapping(
                        OperationKind.TRIGGER_JOURNEY,
                        5,
                        EventTraits.NO_COLUMN,
                        true,
                        new FieldValue.Nested(Map.of("n", new FieldValue.Column(0))));

        assertRequires(
                ROWS.added(mapping, 1L, "a@example.com", "", AT),
                OperationKind.TRIGGER_JOURNEY,
                "{\"workflowId\":5,\"email\":\"a@example.com\",\"dataFields\":{\"n\":1}}");
        assertThat(ROWS.changed(mapping, 1L, "a@example.com", "x", AT).amends()).isTrue();
    }

    @Test
    void aMessageHasTheTimeOfItsColumn() {
        TriggerMapping mapping = new TriggerMapping(OperationKind.SEND_SMS, 9, 3, false, NO_FIELDS);

        assertRequires(
                ROWS.added(mapping, 1L, "a@example.com", "", AT),
                OperationKind.SEND_SMS,
                "{\"campaignId\":9,\"recipientEmail\":\"a@example.com\","
                        + "\"sendAt\":\"2020-04-13 14:04:09\",\"allowRepeatMarketingSends\":false}");
        assertRequires(
                ROWS.added(mapping, 1L, "a@example.com", "", null),
                OperationKind.SEND_SMS,
                "{\"campaignId\":9,\"recipientEmail\":\"a@example.com\","
                        + "\"allowRepeatMarketingSends\":false}");
    }
}
