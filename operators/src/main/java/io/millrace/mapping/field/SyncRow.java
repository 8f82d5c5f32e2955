/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

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
 * A row of a sync in the forms that requests need. Columns are read by their position in the
 * layout. A value that a request requires and the row lacks throws {@link UnmappableException}; the
 * message names the column.
 */
public final class SyncRow {

    /** The last second of the year 9999, the last that Iterable accepts. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private static final long SECONDS_PER_DAY = Duration.ofDays(1).toSeconds();

    /**
     * From this number on, a whole number is read as milliseconds. As seconds it is in the year
     * 5138, as milliseconds in 1973.
     */
    private static final long FIRST_MILLISECOND = 100_000_000_000L;

    /** The largest scale, positive or negative, of a number in a text. */
    private static final int MAX_SCALE = 30;

    /** What all rows of a layout have in common: made once, used for every row. */
    public static final class Format {

        private final RowLayout layout;
        private final RowCodec key;
        private final List<RowData.FieldGetter> getters = new ArrayList<>();
        private final List<ColumnJson> json = new ArrayList<>();

        public Format(RowLayout layout) {
            this.layout = layout;
            this.key = RowCodec.of(layout.columns(), layout.key());
            for (int i = 0; i < layout.columns().getFieldCount(); i++) {
                getters.add(RowData.createFieldGetter(layout.columns().getTypeAt(i), i));
                json.add(ColumnJson.of(layout.columns().getTypeAt(i)));
            }
        }

        /**
         * @param identifier in the form that is sent to Iterable
         * @param run id of the run that read the row
         */
        public SyncRow row(RowData values, String identifier, long run) {
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

    public String identifier() {
        return identifier;
    }

    public IdentifierKind identifierKind() {
        return format.layout.identifierKind();
    }

    /** Start of the run that read the row, in epoch seconds. */
    public long runSeconds() {
        return run / 1000;
    }

    public LogicalType type(int position) {
        return format.layout.columns().getTypeAt(position);
    }

    private String column(int position) {
        return format.layout.columns().getFieldNames().get(position);
    }

    /** The value in Flink's internal form; empty if null. */
    public Optional<Object> value(int position) {
        return Optional.ofNullable(format.getters.get(position).getFieldOrNull(values));
    }

    /** Writes the column's value, which may be null. */
    public void writeJson(int position, JsonGenerator generator) throws IOException {
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

    /** The primary key in the bytes of {@link RowCodec}, which never change. */
    public byte[] key() {
        return format.key.encode(values);
    }

    /** The text of a text or whole number column; empty if null or blank. */
    Optional<String> text(int position) {
        if (type(position).is(LogicalTypeFamily.CHARACTER_STRING)) {
            value(position).ifPresent(value -> wholeText(value, position));
        }
        return IdentifierText.of(values, position, type(position));
    }

    /** The unchanged text of a text column; empty if null. */
    public Optional<String> rawText(int position) {
        return value(position).map(value -> wholeText(value, position));
    }

    private String wholeText(Object value, int position) {
        try {
            return ColumnJson.wholeText((StringData) value);
        } catch (UnmappableException e) {
            throw fault(position, e.getMessage());
        }
    }

    /** An identifier in a column other than the identifier column, in the form that is sent. */
    public String requiredIdentifier(int position, IdentifierKind kind) {
        String text = requiredText(position);
        try {
            return IdentifierRule.checked(kind, kind.clean(text));
        } catch (UnmappableException e) {
            throw fault(position, e.getMessage());
        }
    }

    /** As {@link #text}; null and blank are faults. */
    public String requiredText(int position) {
        return text(position).orElseThrow(() -> fault(position, "is null or blank"));
    }

    /** The value of a whole number column; empty if null. */
    public Optional<Long> wholeNumber(int position) {
        return value(position).map(value -> wholeNumber(value, position));
    }

    private long wholeNumber(Object value, int position) {
        if (value instanceof DecimalData decimal) {
            try {
                return decimal.toBigDecimal().longValueExact();
            } catch (ArithmeticException e) {
                throw fault(
                        position, decimal + " is outside of the range of Iterable's whole numbers");
            }
        }
        return ((Number) value).longValue();
    }

    /** The number in a numeric or text column, as text with a decimal point. Null is a fault. */
    public String requiredFraction(int position) {
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
            throw fault(position, number + " is not a JSON number");
        }
        return Double.toString(number);
    }

    private String fraction(String text, int position) {
        BigDecimal number =
                DecimalText.parse(text)
                        .filter(decimal -> Math.abs(decimal.scale()) <= MAX_SCALE)
                        .orElseThrow(
                                () -> fault(position, ValueText.quoted(text) + " is not a number"));
        return number.setScale(Math.max(1, number.scale())).toPlainString();
    }

    /**
     * The time in a timestamp, date or whole number column; empty if null. A date is its first
     * second in UTC. A whole number is epoch seconds, or milliseconds from {@link
     * #FIRST_MILLISECOND} on.
     */
    public Optional<Instant> instant(int position) {
        return value(position).map(value -> instant(value, position));
    }

    /** Infinite timestamps are outside of the range, too. */
    private Instant instant(Object value, int position) {
        long seconds = seconds(value, position);
        if (seconds < 0 || seconds > LAST_SECOND) {
            Object shown =
                    isDay(position) ? LocalDate.ofEpochDay(wholeNumber(value, position)) : value;
            throw fault(position, shown + " is not a time from 1970 to 9999");
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
        long number = wholeNumber(value, position);
        if (isDay(position)) {
            return number * SECONDS_PER_DAY;
        }
        return number < FIRST_MILLISECOND ? number : number / 1000;
    }

    /** The values of an array column of whole numbers; empty if null. */
    public Optional<long[]> wholeNumbers(int position) {
        return value(position).map(value -> wholeNumbers((ArrayData) value, position));
    }

    private long[] wholeNumbers(ArrayData array, int position) {
        LogicalType element = ((ArrayType) type(position)).getElementType();
        ArrayData.ElementGetter getter = ArrayData.createElementGetter(element);
        long[] numbers = new long[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            Object value = getter.getElementOrNull(array, i);
            if (value == null) {
                throw fault(position, "holds a null");
            }
            numbers[i] = wholeNumber(value, position);
        }
        return numbers;
    }

    /** A fault whose message names the column. */
    public UnmappableException fault(int position, String message) {
        return new UnmappableException("column '" + column(position) + "': " + message);
    }
}
