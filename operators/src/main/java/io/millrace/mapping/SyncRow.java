/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.row.IdentifierKind;
import io.millrace.row.IdentifierText;
import io.millrace.row.RowCodec;
import io.millrace.row.RowLayout;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/**
 * A row as mappers read it: by positions of its layout, in the forms that requests need. What is
 * null though a request can't do without throws {@link UnmappableException} and names the column.
 */
final class SyncRow {

    /** The end of the year 9999. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private static final long SECONDS_PER_DAY = Duration.ofDays(1).toSeconds();

    /**
     * As seconds in the year 5138, as milliseconds in 1973: a number from here on is the latter.
     */
    private static final long FIRST_MILLISECOND = 100_000_000_000L;

    /** Digits behind the point of a number in a text, and zeros before it. */
    private static final int LONGEST_FRACTION = 30;

    /** What is the same for all rows of a layout. */
    static final class Format {

        private final RowLayout layout;
        private final RowCodec key;
        private final List<RowData.FieldGetter> getters = new ArrayList<>();
        private final List<ColumnJson> json = new ArrayList<>();

        Format(RowLayout layout) {
            this.layout = layout;
            this.key = RowCodec.of(layout.columns(), layout.key());
            for (int i = 0; i < layout.columns().getFieldCount(); i++) {
                getters.add(RowData.createFieldGetter(layout.columns().getTypeAt(i), i));
                json.add(ColumnJson.of(layout.columns().getTypeAt(i)));
            }
        }

        /**
         * @param identifier as Iterable is to know it
         * @param run id of the run the row was seen in
         */
        SyncRow row(RowData values, String identifier, long run) {
            return new SyncRow(this, values, identifier, run);
        }
    }

    private final Format format;
    private final RowData values;
    private final String identifier;
    private final long run;

    private SyncRow(Format format, RowData values, String identifier, long run) {
        this.format = format;
        this.values = values;
        this.identifier = identifier;
        this.run = run;
    }

    String identifier() {
        return identifier;
    }

    IdentifierKind identifierKind() {
        return format.layout.identifierKind();
    }

    /** When the run began that saw the row, in epoch seconds. */
    long runSeconds() {
        return run / 1000;
    }

    LogicalType type(int position) {
        return format.layout.columns().getTypeAt(position);
    }

    String column(int position) {
        return format.layout.columns().getFieldNames().get(position);
    }

    Optional<Object> value(int position) {
        return Optional.ofNullable(format.getters.get(position).getFieldOrNull(values));
    }

    /** Writes the column's value, which may be null. */
    void writeJson(int position, JsonGenerator generator) throws IOException {
        writeJson(position, format.json.get(position), generator);
    }

    /** Writes the column's value, which may be null, in this form. */
    void writeJson(int position, ColumnJson form, JsonGenerator generator) throws IOException {
        try {
            form.write(value(position).orElse(null), generator);
        } catch (UnmappableException e) {
            throw fault(position, e.getMessage());
        }
    }

    /** The primary key in the stable bytes of {@link RowCodec}. */
    byte[] key() {
        return format.key.encode(values);
    }

    /** Of a text or whole number column; empty if null or blank. */
    Optional<String> text(int position) {
        if (type(position).is(LogicalTypeFamily.CHARACTER_STRING)) {
            value(position).ifPresent(value -> wholeText(value, position));
        }
        return IdentifierText.of(values, position, type(position));
    }

    /** Of a text column, as it is held; empty if null. */
    Optional<String> heldText(int position) {
        return value(position).map(value -> wholeText(value, position));
    }

    private String wholeText(Object value, int position) {
        try {
            return ColumnJson.wholeText((StringData) value);
        } catch (UnmappableException e) {
            throw fault(position, e.getMessage());
        }
    }

    /** Another identity than the row's own, as it is sent. */
    String requiredIdentifier(int position, IdentifierKind kind) {
        String text = requiredText(position);
        try {
            return IdentifierRule.checked(kind, kind.clean(text));
        } catch (UnmappableException e) {
            throw fault(position, e.getMessage());
        }
    }

    String requiredText(int position) {
        return text(position).orElseThrow(() -> fault(position, "is null or blank"));
    }

    /** Of a whole number column; empty if null. */
    Optional<Long> whole(int position) {
        return value(position).map(value -> whole(value, position));
    }

    private long whole(Object value, int position) {
        if (value instanceof DecimalData decimal) {
            try {
                return decimal.toBigDecimal().longValueExact();
            } catch (ArithmeticException e) {
                throw fault(position, decimal + " is more than a whole number of Iterable holds");
            }
        }
        return ((Number) value).longValue();
    }

    long requiredWhole(int position) {
        return whole(position).orElseThrow(() -> fault(position, "is null"));
    }

    /** Of a numeric column, or a text that holds a number, as text with a decimal point. */
    String requiredFraction(int position) {
        Object value = value(position).orElseThrow(() -> fault(position, "is null"));
        if (value instanceof DecimalData decimal) {
            int scale = Math.max(1, ((DecimalType) type(position)).getScale());
            return decimal.toBigDecimal().setScale(scale).toPlainString();
        }
        if (value instanceof StringData text) {
            return fraction(text.toString(), position);
        }
        double number = Double.parseDouble(value.toString());
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw fault(position, number + " is no JSON number");
        }
        return Double.toString(number);
    }

    private String fraction(String text, int position) {
        BigDecimal number =
                DecimalText.of(text)
                        .filter(decimal -> Math.abs(decimal.scale()) <= LONGEST_FRACTION)
                        .orElseThrow(
                                () -> fault(position, ValueText.quoted(text) + " is no number"));
        return number.setScale(Math.max(1, number.scale())).toPlainString();
    }

    /**
     * Of a timestamp or date column, or of a whole number column in epoch seconds, or milliseconds
     * from {@link #FIRST_MILLISECOND} on; empty if null. A day is its first second in UTC.
     */
    Optional<Instant> instant(int position) {
        return value(position).map(value -> instant(value, position));
    }

    /** Within the calendar Iterable knows; the ends of the calendar stand for infinity. */
    private Instant instant(Object value, int position) {
        long seconds = seconds(value, position);
        if (seconds < 0 || seconds > LAST_SECOND) {
            Object shown = isDay(position) ? LocalDate.ofEpochDay(whole(value, position)) : value;
            throw fault(position, shown + " is no time from 1970 to 9999");
        }
        return Instant.ofEpochSecond(seconds);
    }

    private boolean isDay(int position) {
        return type(position).is(LogicalTypeRoot.DATE);
    }

    private long seconds(Object value, int position) {
        if (value instanceof TimestampData timestamp) {
            return Math.floorDiv(timestamp.getMillisecond(), 1000);
        }
        long number = whole(value, position);
        if (isDay(position)) {
            return number * SECONDS_PER_DAY;
        }
        return number < FIRST_MILLISECOND ? number : number / 1000;
    }

    /** Of an array column of whole numbers; empty if null. */
    Optional<long[]> wholes(int position) {
        return value(position).map(value -> wholes((ArrayData) value, position));
    }

    private long[] wholes(ArrayData array, int position) {
        LogicalType element = ((ArrayType) type(position)).getElementType();
        ArrayData.ElementGetter getter = ArrayData.createElementGetter(element);
        long[] wholes = new long[array.size()];
        for (int i = 0; i < wholes.length; i++) {
            Object value = getter.getElementOrNull(array, i);
            if (value == null) {
                throw fault(position, "holds a null");
            }
            wholes[i] = whole(value, position);
        }
        return wholes;
    }

    UnmappableException fault(int position, String message) {
        return new UnmappableException("column '" + column(position) + "': " + message);
    }
}
