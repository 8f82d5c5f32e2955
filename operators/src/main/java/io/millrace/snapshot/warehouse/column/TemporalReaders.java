/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.column;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.table.data.TimestampData;

/** Readers of dates and times. Empty where a column's kind can't be read as declared. */
final class TemporalReaders {

    private TemporalReaders() {}

    static Optional<ColumnReader> dates(SourceColumn column, ColumnTypes types) {
        return reader(column, SourceKind.DATE, types, value -> day((LocalDate) value));
    }

    static Optional<ColumnReader> times(SourceColumn column, ColumnTypes types) {
        return reader(column, SourceKind.TIME, types, value -> timeOfDay((LocalTime) value));
    }

    static Optional<ColumnReader> timestamps(SourceColumn column, ColumnTypes types) {
        return reader(column, SourceKind.TIMESTAMP, types, value -> moment((LocalDateTime) value));
    }

    static Optional<ColumnReader> instants(SourceColumn column, ColumnTypes types) {
        return reader(column, SourceKind.INSTANT, types, value -> moment((OffsetDateTime) value));
    }

    private static Optional<ColumnReader> reader(
            SourceColumn column,
            SourceKind required,
            ColumnTypes types,
            Function<Object, Object> convert) {
        return column.kind() == required
                ? Optional.of(new ColumnReader(types.temporalFetch(required), convert))
                : Optional.empty();
    }

    private static int day(LocalDate date) {
        if (date.equals(LocalDate.MAX) || date.equals(LocalDate.MIN)) {
            return infiniteDay(date.getYear());
        }
        return Math.toIntExact(date.toEpochDay());
    }

    private static int timeOfDay(LocalTime time) {
        // PostgreSQL's driver fetches 24:00 as LocalTime.MAX.
        if (time.equals(LocalTime.MAX)) {
            throw new ArithmeticException("it is no time of a day");
        }
        return millisOfDay(time);
    }

    /**
     * Flink stores a time in milliseconds, whatever its declared precision.
     *
     * @throws ArithmeticException if the time is finer than a millisecond
     */
    static int millisOfDay(LocalTime time) {
        if (time.getNano() % 1_000_000 != 0) {
            throw new ArithmeticException(
                    "it is finer than a millisecond; round it, or cast it to text, in a 'query'");
        }
        return (int) (time.toNanoOfDay() / 1_000_000);
    }

    private static TimestampData moment(LocalDateTime moment) {
        return moment.equals(LocalDateTime.MAX) || moment.equals(LocalDateTime.MIN)
                ? infiniteMoment(moment.getYear())
                : TimestampData.fromLocalDateTime(moment);
    }

    private static TimestampData moment(OffsetDateTime moment) {
        return moment.equals(OffsetDateTime.MAX) || moment.equals(OffsetDateTime.MIN)
                ? infiniteMoment(moment.getYear())
                : TimestampData.fromInstant(moment.toInstant());
    }

    /**
     * Returns the greatest or least day, so that infinity is before or after any other date as in
     * PostgreSQL. The mapping rejects such a row, because infinity can't be sent.
     *
     * @param sign positive for infinity, negative for minus infinity
     */
    static int infiniteDay(int sign) {
        return sign > 0 ? Integer.MAX_VALUE : Integer.MIN_VALUE;
    }

    /** Returns the start of {@link #infiniteDay}. */
    static TimestampData infiniteMoment(int sign) {
        return TimestampData.fromEpochMillis(Duration.ofDays(infiniteDay(sign)).toMillis());
    }
}
