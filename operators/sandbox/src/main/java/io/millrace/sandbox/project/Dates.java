/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The date formats that Iterable recognises, and the one that it returns. */
public final class Dates {

    private static final Pattern FORMS =
            Pattern.compile(
                    "\\d{4}-\\d{2}-\\d{2}"
                            + "( \\d{2}:\\d{2}:\\d{2}( [+-]\\d{2}:?\\d{2})?"
                            + "|T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}(Z|[+-]\\d{2}:?\\d{2}))?");
    private static final DateTimeFormatter READ =
            new DateTimeFormatterBuilder()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE)
                    .appendPattern("[' ']['T']HH:mm:ss[.SSS][' '][XXX][XX]")
                    .toFormatter();
    private static final DateTimeFormatter WRITTEN =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss '+00:00'").withZone(ZoneOffset.UTC);
    private static final int SHORTEST = 10;

    private Dates() {}

    static boolean isDate(String text) {
        return parse(text).isPresent();
    }

    /** The text as Iterable returns it; unchanged if it is no date. */
    public static String readBack(String text) {
        return parse(text).map(WRITTEN::format).orElse(text);
    }

    public static String readBack(Instant instant) {
        return WRITTEN.format(instant);
    }

    private static Optional<Instant> parse(String text) {
        if (text.length() < SHORTEST
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || !FORMS.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            if (text.length() == SHORTEST) {
                return Optional.of(LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));
            }
            return Optional.of(
                    READ.parseBest(text, OffsetDateTime::from, LocalDateTime::from)
                                    instanceof OffsetDateTime offset
                            ? offset.toInstant()
                            : LocalDateTime.parse(text, READ).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
