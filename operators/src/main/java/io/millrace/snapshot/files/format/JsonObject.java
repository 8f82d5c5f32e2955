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

/** Reads the fields of a JSON object by their names; other fields are ignored. */
final class JsonObject {

    /** Takes a value that its field's type cannot hold. */
    @FunctionalInterface
    interface OnUnfit {

        /** What is in the row instead. */
        Object instead(RowType.RowField field, UnfitValueException fault)
                throws UnfitValueException;
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

    /** Reads the object whose start is the parser's current token, up to its end. */
    Object[] fields(JsonParser parser, String source, OnUnfit onUnfit)
            throws IOException, UnfitValueException {
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
            } catch (UnfitValueException e) {
                row[position] = onUnfit.instead(fields.get(position), e);
                skipRest(parser, inside);
            }
        }
        seen.or(present);
        if (refusesMissing) {
            refuseMissing(present, row, onUnfit);
        }
        return row;
    }

    /** Goes on to the end of the value that the parser is at or in. */
    private static void skipRest(JsonParser parser, JsonStreamContext inside) throws IOException {
        while (parser.getParsingContext() != inside) {
            parser.nextToken();
        }
    }

    private void refuseMissing(BitSet present, Object[] row, OnUnfit onUnfit)
            throws UnfitValueException {
        for (int position = 0; position < row.length; position++) {
            if (!present.get(position)) {
                RowType.RowField field = fields.get(position);
                row[position] =
                        onUnfit.instead(
                                field, new UnfitValueException(field.getName(), "is missing"));
            }
        }
    }

    /** Names that no object so far has had. */
    List<String> unseen() {
        return fields.stream()
                .map(RowType.RowField::getName)
                .filter(name -> !seen.get(positions.get(name)))
                .toList();
    }
}
