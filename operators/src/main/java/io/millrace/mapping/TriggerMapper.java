/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.row.RowLayout;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Rows as messages, once when they appear. */
final class TriggerMapper implements RowMapper {

    private static final DateTimeFormatter SEND_AT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private final TriggerMapping mapping;
    private final FieldsWriter fields;

    TriggerMapper(TriggerMapping mapping, RowLayout layout) {
        this.mapping = mapping;
        this.fields = new FieldsWriter(mapping.dataFields(), NullPolicy.OMIT, layout);
    }

    @Override
    public OperationKind kind() {
        return mapping.kind();
    }

    @Override
    public MappedCall added(SyncRow row) {
        byte[] body =
                JsonBody.object(
                        json -> {
                            if (kind() == OperationKind.TRIGGER_JOURNEY) {
                                json.writeNumberField("workflowId", mapping.id());
                                JsonBody.writeId(row, json);
                            } else {
                                writeCampaign(row, json);
                            }
                            fields.writeIfMapped("dataFields", row, json);
                        });
        return MappedCall.of(kind(), body);
    }

    private void writeCampaign(SyncRow row, JsonGenerator json) throws IOException {
        json.writeNumberField("campaignId", mapping.id());
        json.writeStringField(
                JsonBody.idField("recipient", row.identifierKind()), row.identifier());
        if (mapping.sendAtPosition() != EventTraits.NO_COLUMN) {
            Optional<Instant> sendAt = row.instant(mapping.sendAtPosition());
            if (sendAt.isPresent()) {
                json.writeStringField("sendAt", SEND_AT.format(sendAt.get()));
            }
        }
        if (!mapping.allowsRepeats()) {
            json.writeBooleanField("allowRepeatMarketingSends", false);
        }
    }
}
