/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.diff.Change;
import io.millrace.snapshot.IdentifierText;
import io.millrace.snapshot.RowCodec;
import io.millrace.snapshot.RowLayout;
import io.millrace.snapshot.RowText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/**
 * Makes of a change what it asks of Iterable: an element of {@code users/bulkUpdate}, which creates
 * the user or updates the mapped fields. A row that can't be sent is an operation with a fault. Not
 * thread-safe.
 */
public final class UserMapper {

    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] NO_BODY = new byte[0];

    private final RowLayout layout;
    private final UserMapping mapping;
    private final RowCodec codec;
    private final RowText keyText;
    private final List<Column> columns;

    private record Column(String name, RowData.FieldGetter getter, ColumnJson json) {}

    public UserMapper(RowLayout layout, UserMapping mapping) {
        this.layout = layout;
        this.mapping = mapping;
        this.codec = RowCodec.of(layout.columns());
        this.keyText = RowText.ofKey(layout);
        this.columns = columns(layout.columns());
    }

    private static List<Column> columns(RowType type) {
        List<Column> columns = new ArrayList<>();
        for (int position = 0; position < type.getFieldCount(); position++) {
            columns.add(
                    new Column(
                            type.getFieldNames().get(position),
                            RowData.createFieldGetter(type.getTypeAt(position), position),
                            ColumnJson.of(type.getTypeAt(position))));
        }
        return List.copyOf(columns);
    }

    public Operation map(Change change) {
        return switch (change.kind()) {
            case ADDED, CHANGED -> upsert(change, codec.decode(change.row()));
            case REMOVED, WITHDRAWN ->
                    operation(OperationKind.WITHDRAW, change, "", "", NO_BODY, "");
        };
    }

    private Operation upsert(Change change, RowData row) {
        String key = keyText.of(row);
        Optional<String> identifier =
                IdentifierText.of(
                        row, layout.identifier(), layout.columns().getTypeAt(layout.identifier()));
        if (identifier.isEmpty()) {
            String column = layout.columns().getFieldNames().get(layout.identifier());
            String fault = "the identifier column '" + column + "' is null or blank";
            return operation(OperationKind.UPSERT_USER, change, key, "", NO_BODY, fault);
        }
        try {
            byte[] body = body(identifier.get(), row);
            return operation(OperationKind.UPSERT_USER, change, key, identifier.get(), body, "");
        } catch (UnmappableException e) {
            return operation(
                    OperationKind.UPSERT_USER,
                    change,
                    key,
                    identifier.get(),
                    NO_BODY,
                    e.getMessage());
        }
    }

    private byte[] body(String identifier, RowData row) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField(layout.identifierKind().field(), identifier);
            if (mapping.preferUserId()) {
                json.writeBooleanField("preferUserId", true);
            }
            json.writeFieldName("dataFields");
            writeFields(mapping.dataFields(), row, json);
            if (mapping.mergeNestedObjects()) {
                json.writeBooleanField("mergeNestedObjects", true);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void writeFields(FieldValue.Nested fields, RowData row, JsonGenerator json)
            throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, FieldValue> field : fields.fields().entrySet()) {
            field.getValue().match(new FieldWriter(field.getKey(), row, json));
        }
        json.writeEndObject();
    }

    private void writeColumn(String name, int position, RowData row, JsonGenerator json)
            throws IOException {
        Column column = columns.get(position);
        Object value = column.getter().getFieldOrNull(row);
        if (value == null && mapping.nulls() == NullPolicy.OMIT) {
            return;
        }
        json.writeFieldName(name);
        try {
            column.json().write(value, json);
        } catch (UnmappableException e) {
            throw new UnmappableException("column '" + column.name() + "': " + e.getMessage());
        }
    }

    /** Writes one field from wherever its value comes. */
    private final class FieldWriter implements FieldValue.Cases<IOException> {

        private final String name;
        private final RowData row;
        private final JsonGenerator json;

        FieldWriter(String name, RowData row, JsonGenerator json) {
            this.name = name;
            this.row = row;
            this.json = json;
        }

        @Override
        public void column(FieldValue.Column column) throws IOException {
            writeColumn(name, column.position(), row, json);
        }

        @Override
        public void constant(FieldValue.Static constant) throws IOException {
            json.writeFieldName(name);
            json.writeRawValue(constant.json());
        }

        @Override
        public void nested(FieldValue.Nested nested) throws IOException {
            json.writeFieldName(name);
            writeFields(nested, row, json);
        }
    }

    private static Operation operation(
            OperationKind kind,
            Change change,
            String key,
            String identifier,
            byte[] body,
            String fault) {
        return new Operation(
                kind,
                change.run(),
                change.keyHigh(),
                change.keyLow(),
                change.route(),
                key,
                identifier,
                "",
                body,
                fault);
    }
}
