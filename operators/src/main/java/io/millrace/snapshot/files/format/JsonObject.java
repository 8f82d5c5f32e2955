/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.types.logical.RowType;

/** Reads the declared fields of a JSON object by name; other fields are ignored. */
final class JsonObject {

    /** Handles a value that its field's type can't hold. */
    @FunctionalInterface
    interface OnUnreadable {

        /** Returns the replacement of the value in the row. */
        Object replacement(RowType.RowField field, UnreadableValueException fault)
                throws UnreadableValueException;
    }

    private final List<RowType.RowField> fields;
    private final Map<String, Integer> positions = new HashMap<>();
    private final JsonValue[] values;
    private final boolean refusesMissing;
    private final BitSet seen = new BitSet();

    JsonObject(RowType type, boolean refusesMissing) {
        this.fields = type.getFields();
        this.values =
                fields.stream()
                        .map(field -> JsonValue.of(field.getType(), refusesMissing))
                        .toArray(JsonValue[]::new);
        this.refusesMissing = refusesMissing;
        for (int position = 0; position < values.length; position++) {
            positions.put(fields.get(position).getName(), position);
        }
    }

    /**
     * Reads an object to its end; the parser's current token is its start.
     *
     * @param source the whole text that the parser reads
     */
    Object[] fields(JsonParser parser, String source, OnUnreadable onUnreadable)
            throws IOException, UnreadableValueException {
        JsonStreamContext inside = parser.getParsingContext();
        Object[] row = new Object[values.length];
        BitSet present = new BitSet(row.length);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Integer position = positions.get(parser.currentName());
            parser.nextToken();
            if (position == null) {
                parser.skipChildren();
                continue;
            }
            present.set(position);
            try {
                row[position] = values[position].of(parser, source);
            } catch (UnreadableValueException e) {
                row[position] = onUnreadable.replacement(fields.get(position), e);
                skipRest(parser, inside);
            }
        }
        seen.or(present);
        if (refusesMissing) {
            refuseMissing(present, row, onUnreadable);
        }
        return row;
    }

    /** Moves the parser to the end of its current value, which may be partly read. */
    private static void skipRest(JsonParser parser, JsonStreamContext inside) throws IOException {
        while (parser.getParsingContext() != inside) {
            parser.nextToken();
        }
    }

    private void refuseMissing(BitSet present, Object[] row, OnUnreadable onUnreadable)
            throws UnreadableValueException {
        for (int position = 0; position < row.length; position++) {
            if (!present.get(position)) {
                RowType.RowField field = fields.get(position);
                row[position] =
                        onUnreadable.replacement(
                                field, new UnreadableValueException(field.getName(), "is missing"));
            }
        }
    }

    /** Returns the names of fields that no object has had so far. */
    List<String> unseen() {
        return fields.stream()
                .map(RowType.RowField::getName)
                .filter(name -> !seen.get(positions.get(name)))
                .toList();
    }
}
