/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.EncodedRow;
import io.millrace.snapshot.RowEncoder;
import io.millrace.snapshot.warehouse.RowShape.Selected;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes rows of a result, each column from the server's bytes where the dialect can, from the
 * driver's value where not.
 */
final class RowReading {

    private static final Object[] NO_KEY = {};
    private static final ColumnEncoder BY_DRIVER = (raw, row) -> false;

    private final WarehouseTable table;
    private final RowShape shape;
    private final ResultSet result;
    private final RowEncoder encoder;

    /** One for each emitted column; those that can't do without the driver's value say so. */
    private final ColumnEncoder[] encoders;

    private final int[] keyPlaces;

    /** Whether rows come with their keys. */
    private final boolean keyed;

    RowReading(WarehouseTable table, RowShape shape, ResultSet result, boolean keyed)
            throws SQLException {
        this.table = table;
        this.shape = shape;
        this.result = result;
        this.keyed = keyed;
        this.encoder = new RowEncoder(shape.emitted());
        this.keyPlaces = shape.keyPlaces().stream().mapToInt(place -> place).toArray();
        this.encoders = new ColumnEncoder[shape.emitted().getFieldCount()];
        for (int place = 0; place < encoders.length; place++) {
            Selected selected = shape.selected().get(place);
            encoders[place] =
                    table.dialect().encoder(result, place + 1, selected).orElse(BY_DRIVER);
        }
    }

    /** The row the result stands at. */
    KeyedRow row() throws SQLException {
        try {
            EncodedRow row = encoded();
            return new KeyedRow(row, key());
        } catch (SQLException | RuntimeException e) {
            throw unreadable(e);
        }
    }

    private EncodedRow encoded() throws SQLException {
        for (int place = 0; place < encoders.length; place++) {
            ColumnEncoder column = encoders[place];
            if (column == BY_DRIVER) {
                encoder.writeValue(value(place));
            } else {
                encode(place, column);
            }
        }
        return encoder.endRow();
    }

    private void encode(int place, ColumnEncoder column) throws SQLException {
        byte[] raw = result.getBytes(place + 1);
        if (raw == null) {
            encoder.writeNull();
        } else if (!column.encode(raw, encoder)) {
            encoder.writeValue(value(place));
        }
    }

    /** Null for SQL's null. */
    private Object value(int place) throws SQLException {
        return converted(place, fetched(place));
    }

    private Object fetched(int place) throws SQLException {
        return shape.selected().get(place).reader().fetch().from(result, place + 1);
    }

    private Object converted(int place, Object fetched) {
        return fetched == null
                ? null
                : shape.selected().get(place).reader().convert().apply(fetched);
    }

    private Object[] key() throws SQLException {
        if (!keyed || keyPlaces.length == 0) {
            return NO_KEY;
        }
        Object[] key = new Object[keyPlaces.length];
        for (int index = 0; index < key.length; index++) {
            key[index] = fetched(keyPlaces[index]);
            if (key[index] == null) {
                return NO_KEY;
            }
        }
        return key;
    }

    /** Finds the first column, those of the key before the others, that can't be read. */
    private WarehouseException unreadable(Exception cause) {
        Set<Integer> places = new LinkedHashSet<>(shape.keyPlaces());
        for (int place = 0; place < shape.selected().size(); place++) {
            places.add(place);
        }
        Object[] key = new Object[keyPlaces.length];
        int known = 0;
        for (int place : places) {
            try {
                Object fetched = fetched(place);
                if (place < encoders.length) {
                    converted(place, fetched);
                }
                if (known < key.length) {
                    key[known++] = fetched;
                }
            } catch (SQLException | RuntimeException e) {
                return unreadable(shape.selected().get(place), key, e);
            }
        }
        return table.failure("can't read a row of", cause);
    }

    private WarehouseException unreadable(Selected selected, Object[] key, Exception cause) {
        List<String> texts =
                Arrays.stream(key).map(value -> value == null ? "?" : KeyText.of(value)).toList();
        return table.failure(
                String.format(
                        "column '%s' (%s) of the row with key %s can't be read as declared; filter or"
                                + " cast the value in a 'query':",
                        selected.column().name(), selected.column().typeName(), texts),
                cause);
    }
}
