/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.column;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.chrono.IsoEra;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAccessor;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/**
 * Converts key values to text and back without loss, so that the bounds of ranges and the position
 * to resume at are exact. A server that is sent the text finds the same value.
 */
public final class KeyText {

    private static final String HEX_MARK = "\\x";
    private static final String INFINITY = "infinity";

    /** PostgreSQL's driver fetches these for infinity. */
    private static final Set<Object> INFINITE =
            Set.of(LocalDate.MAX, LocalDateTime.MAX, OffsetDateTime.MAX);

    private static final Set<Object> MINUS_INFINITE =
            Set.of(LocalDate.MIN, LocalDateTime.MIN, OffsetDateTime.MIN);

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("-MM-dd", Locale.ROOT);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.nnnnnnnnn", Locale.ROOT);

    private KeyText() {}

    /**
     * @param value as a {@link ColumnReader} fetches it
     */
    public static String of(Object value) {
        if (value instanceof Temporal && INFINITE.contains(value)) {
            return INFINITY;
        }
        if (value instanceof Temporal && MINUS_INFINITE.contains(value)) {
            return "-" + INFINITY;
        }
        if (value instanceof byte[] bytes) {
            return HEX_MARK + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof OffsetDateTime moment) {
            OffsetDateTime utc = moment.withOffsetSameInstant(ZoneOffset.UTC);
            return day(utc) + " " + CLOCK.format(utc) + "+00" + era(utc);
        }
        if (value instanceof LocalDateTime moment) {
            return day(moment) + " " + CLOCK.format(moment) + era(moment);
        }
        if (value instanceof LocalDate date) {
            return day(date) + era(date);
        }
        if (value instanceof LocalTime time) {
            return CLOCK.format(time);
        }
        return value.toString();
    }

    /** Returns the typed value to bind, for a driver that does not accept text. */
    public static Object parse(String text, SourceKind kind) {
        return switch (kind) {
            case BOOLEAN -> Boolean.valueOf(text);
            case INTEGER, DECIMAL -> new BigDecimal(text);
            case REAL -> Float.valueOf(text);
            case DOUBLE -> Double.valueOf(text);
            case BINARY -> HexFormat.of().parseHex(text.substring(HEX_MARK.length()));
            case DATE -> LocalDate.parse(text);
            case TIME -> LocalTime.parse(text);
            case TIMESTAMP -> LocalDateTime.parse(text.replace(' ', 'T'));
            case INSTANT -> OffsetDateTime.parse(text.replace(' ', 'T') + ":00");
            case TEXT, ARRAY, OTHER -> text;
        };
    }

    private static String day(TemporalAccessor date) {
        return String.format(Locale.ROOT, "%04d", date.get(ChronoField.YEAR_OF_ERA))
                + DAY.format(date);
    }

    private static String era(TemporalAccessor date) {
        return date.get(ChronoField.ERA) == IsoEra.BCE.getValue() ? " BC" : "";
    }
}
