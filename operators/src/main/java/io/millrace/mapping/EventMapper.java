/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.RowLayout;

/** Rows as elements of {@code events/trackBulk}. An event can't be taken back. */
final class EventMapper implements RowMapper {

    private final EventMapping mapping;
    private final FieldsWriter fields;

    EventMapper(EventMapping mapping, RowLayout layout) {
        this.mapping = mapping;
        this.fields = new FieldsWriter(mapping.dataFields(), NullPolicy.OMIT, layout);
    }

    @Override
    public OperationKind kind() {
        return OperationKind.TRACK_EVENT;
    }

    @Override
    public MappedCall added(SyncRow row) {
        String name = mapping.eventName().of(row);
        byte[] body =
                JsonBody.object(
                        json -> {
                            JsonBody.writeId(row, json);
                            json.writeStringField("eventName", name);
                            mapping.traits().write(name, row, json);
                            fields.write("dataFields", row, json);
                        });
        return MappedCall.of(kind(), body);
    }
}
