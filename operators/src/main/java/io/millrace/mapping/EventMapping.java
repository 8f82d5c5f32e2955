/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.mapping.field.DataFieldsWriter;
import io.millrace.mapping.field.FieldTypes;
import io.millrace.mapping.field.FieldValue;
import io.millrace.mapping.field.NullPolicy;
import io.millrace.mapping.field.SyncRow;
import io.millrace.mapping.field.ValueSource;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.RowLayout;

/**
 * Maps a row to an element of {@code events/trackBulk}. A later event with the same id overwrites
 * the event; Iterable has no call that removes one.
 */
public record EventMapping(EventTraits traits, ValueSource eventName, FieldValue.Nested dataFields)
        implements Mapping {

    @Override
    public Mapping withTypes(FieldTypes types) {
        return new EventMapping(traits, eventName, dataFields.withTypes(types));
    }

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
            return OperationKind.TRACK_EVENT;
        }

        @Override
        public MappedCall added(SyncRow row) {
            String name = eventName.of(row);
            byte[] body =
                    JsonBody.object(
                            json -> {
                                JsonBody.writeId(row, json);
                                json.writeStringField("eventName", name);
                                traits.write(name, row, json);
                                writer.write("dataFields", row, json);
                            });
            return MappedCall.of(kind(), body);
        }
    }
}
