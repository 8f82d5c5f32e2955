/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

import io.millrace.report.run.RunWarning;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * Why a run sends nothing at the moment.
 *
 * @param reason a code of the outbox
 * @param rows the number of rows that wait; 0 if they are not counted
 * @param until when the wait ends; empty if that is not known
 */
record RunWait(String reason, long rows, Optional<Instant> until) {

    /** The reason if the outbox reports none. */
    static final String UNKNOWN_USERS = "unknownUsers";

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** The sum of two subtasks' waits for one reason: the rows of both, until the later time. */
    static RunWait together(RunWait one, RunWait other) {
        BinaryOperator<Instant> later = BinaryOperator.maxBy(Instant::compareTo);
        Optional<Instant> latest =
                one.until().isPresent() && other.until().isPresent()
                        ? Optional.of(later.apply(one.until().get(), other.until().get()))
                        : one.until().or(other::until);
        return new RunWait(one.reason(), one.rows() + other.rows(), latest);
    }

    RunWarning warning(long run) {
        return new RunWarning(run, RunWarning.WAITING, words(), rows);
    }

    /** Continues the sentence "rows wait": for what, and until when. */
    private String words() {
        return what() + until.map(time -> ", until " + CLOCK.format(time) + " UTC").orElse("");
    }

    private String what() {
        return switch (reason) {
            case UNKNOWN_USERS -> "for users who may not be visible yet";
            case "rateLimit" -> "for the rate limit of Iterable";
            case "backOff" -> "to be sent again after a request failed";
            case "answer" -> "for answers of Iterable";
            case "checkpoint" -> "for a checkpoint";
            case "dailyQuota" -> "for the daily quota of Iterable";
            default -> "for " + reason;
        };
    }
}
