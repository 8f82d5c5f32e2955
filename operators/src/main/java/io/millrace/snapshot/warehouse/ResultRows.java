/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.row.EncodedRow;
import io.millrace.row.RowEncoder;
import io.millrace.snapshot.warehouse.column.ColumnEncoder;
import io.millrace.snapshot.warehouse.column.KeyText;
import io.millrace.snapshot.warehouse.column.SelectedColumn;
import io.millrace.snapshot.warehouse.column.ValueFault;
import io.millrace.snapshot.warehouse.dialect.RangeRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Encodes the rows of a result. A column is encoded from the server's bytes if the dialect has an
 * encoder for it, otherwise from the driver's value.
 */
final class ResultRows implements RangeRows {

    private static final Object[] NO_KEY = {};
    private static final ColumnEncoder BY_DRIVER = (raw, at, length, row) -> false;

    private final WarehouseTable table;
    private final RowShape shape;
    private final ResultSet result;
    private final RowEncoder encoder;

    /** One for each emitted column; {@link #BY_DRIVER} if the driver's value is needed. */
    private final ColumnEncoder[] encoders;

    private final int[] keyPlaces;
    private final Wanted wanted;
    private EncodedRow row;
    private Object[] key = NO_KEY;
    private boolean exhausted;

    /**
     * What the caller needs of the rows.
     *
     * @param keys whether {@link #key()} returns the key of a row
     * @param unreadable whether a row may contain a text in place of a value that can't be read
     */
    record Wanted(boolean keys, boolean unreadable) {}

    ResultRows(
            WarehouseTable table,
            RowShape shape,
            ResultSet result,
            Wanted wanted,
            RowEncoder encoder)
            throws SQLException {
        this.table = table;
        this.shape = shape;
        this.result = result;
        this.wanted = wanted;
        this.encoder = encoder;
        this.keyPlaces = shape.keyPlaces().stream().mapToInt(place -> place).toArray();
        this.encoders = new ColumnEncoder[shape.emitted().getFieldCount()];
        for (int place = 0; place < encoders.length; place++) {
            SelectedColumn selected = shape.selected().get(place);
            encoders[place] =
                    table.dialect().encoder(result, place + 1, selected).orElse(BY_DRIVER);
        }
    }

    @Override
    public boolean next() throws SQLException {
        if (!skip()) {
            return false;
        }
        read();
        return true;
    }

    /** Reads the row at the result's cursor. */
    void read() throws SQLException {
        try {
            row = encoded();
            key = fetchedKey();
        } catch (SQLException | RuntimeException e) {
            throw unreadable(e);
        }
    }

    @Override
    public boolean skip() throws SQLException {
        exhausted = !result.next();
        return !exhausted;
    }

    @Override
    public boolean isExhausted() {
        return exhausted;
    }

    @Override
    public EncodedRow row() {
        return row;
    }

    @Override
    public Object[] key() {
        return key;
    }

    private EncodedRow encoded() throws SQLException {
        for (int place = 0; place < encoders.length; place++) {
            ColumnEncoder column = encoders[place];
            if (column == BY_DRIVER) {
                writeDriverValue(place);
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
        } else if (!column.encode(raw, 0, raw.length, encoder)) {
            writeDriverValue(place);
        }
    }

    private void writeDriverValue(int place) throws SQLException {
        Object value;
        try {
            value = value(place);
        } catch (SQLException | RuntimeException e) {
            boolean isKey = shape.keyPlaces().contains(place);
            if (isKey || !wanted.unreadable() || !ValueFault.isOfValue(e)) {
                throw e;
            }
            String text = result.getString(place + 1);
            encoder.writeUnreadable(ValueFault.message(text, shape.selected().get(place), e));
            return;
        }
        encoder.writeValue(value);
    }

    /** Returns null for SQL's NULL. */
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

    private Object[] fetchedKey() throws SQLException {
        if (!wanted.keys() || keyPlaces.length == 0) {
            return NO_KEY;
        }
        Object[] values = new Object[keyPlaces.length];
        for (int index = 0; index < values.length; index++) {
            values[index] = fetched(keyPlaces[index]);
            if (values[index] == null) {
                return NO_KEY;
            }
        }
        return values;
    }

    /** Finds the first column that can't be read, key columns first, and names it and the row. */
    private WarehouseException unreadable(Exception cause) {
        Set<Integer> places = new LinkedHashSet<>(shape.keyPlaces());
        for (int place = 0; place < shape.selected().size(); place++) {
            places.add(place);
        }
        Object[] keyValues = new Object[keyPlaces.length];
        int known = 0;
        for (int place : places) {
            try {
                Object fetched = fetched(place);
                if (known < keyValues.length) {
                    keyValues[known++] = fetched;
                }
                if (place < encoders.length) {
                    converted(place, fetched);
                }
            } catch (SQLException | RuntimeException e) {
                return unreadable(shape.selected().get(place), keyValues, e);
            }
        }
        return table.failure("can't read a row of", cause);
    }

    private WarehouseException unreadable(
            SelectedColumn selected, Object[] keyValues, Exception cause) {
        List<String> texts =
                Arrays.stream(keyValues)
                        .map(value -> value == null ? "?" : KeyText.of(value))
                        .toList();
        return table.failure(
                String.format(
                        "column '%s' (%s) of the row with key %s can't be read as declared; filter"
                                + " or cast the value in a 'query':",
                        selected.column().name(), selected.column().typeName(), texts),
                cause);
    }
}
