/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.mapping.field.DataFieldsWriter;
import io.millrace.mapping.field.FieldValue;
import io.millrace.mapping.field.NullPolicy;
import io.millrace.mapping.field.SyncRow;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import io.millrace.row.RowLayout;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Maps a row to a message or to the start of a journey. The call is made once, when the row
 * appears.
 *
 * @param kind TRIGGER_JOURNEY or one of the SEND kinds
 * @param id of the journey or the campaign
 * @param sendAtPosition column with the time at which Iterable sends the message; {@link
 *     EventTraits#NO_COLUMN} to send it at once
 * @param allowsRepeats false if a marketing campaign reaches a user only once
 */
public record TriggerMapping(
        OperationKind kind,
        int id,
        int sendAtPosition,
        boolean allowsRepeats,
        FieldValue.Nested dataFields)
        implements Mapping {

    private static final DateTimeFormatter SEND_AT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    @Override
    public RowMapper rowMapper(RowLayout layout) {
        return new Mapper(layout);
    }

    @Override
    public boolean isSentOnce(IdentifierKind matchedBy) {
        return true;
    }

    private final class Mapper implements RowMapper {

        private final DataFieldsWriter writer;

        Mapper(RowLayout layout) {
            this.writer = new DataFieldsWriter(dataFields, NullPolicy.OMIT, layout);
        }

        @Override
        public OperationKind kind() {
            return kind;
        }

        @Override
        public MappedCall added(SyncRow row) {
            byte[] body =
                    JsonBody.object(
                            json -> {
                                if (kind == OperationKind.TRIGGER_JOURNEY) {
                                    json.writeNumberField("workflowId", id);
                                    JsonBody.writeId(row, json);
                                } else {
                                    writeCampaign(row, json);
                                }
                                writer.writeIfMapped("dataFields", row, json);
                            });
            return MappedCall.of(kind, body);
        }
    }

    private void writeCampaign(SyncRow row, JsonGenerator json) throws IOException {
        json.writeNumberField("campaignId", id);
        String recipient = JsonBody.idField("recipient", row.identifierKind());
        json.writeStringField(recipient, row.identifier());
        if (sendAtPosition != EventTraits.NO_COLUMN) {
            Optional<Instant> sendAt = row.instant(sendAtPosition);
            if (sendAt.isPresent()) {
                json.writeStringField("sendAt", SEND_AT.format(sendAt.get()));
            }
        }
        if (!allowsRepeats) {
            json.writeBooleanField("allowRepeatMarketingSends", false);
        }
    }
}
