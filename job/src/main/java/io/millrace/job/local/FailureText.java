/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import java.util.Optional;
import org.apache.flink.util.ExceptionUtils;

/** What to tell somebody about a failure: its first cause, not Flink's wrapping of it. */
final class FailureText {

    private static final String DISK_FULL = "No space left on device";

    private FailureText() {}

    static String of(Throwable failure) {
        return ExceptionUtils.findThrowable(failure, FailureText::isDiskFull)
                .map(full -> "the disk is full (" + full.getMessage() + ")")
                .orElseGet(() -> firstCause(failure));
    }

    private static boolean isDiskFull(Throwable cause) {
        return Optional.ofNullable(cause.getMessage())
                .filter(message -> message.contains(DISK_FULL))
                .isPresent();
    }

    private static String firstCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString();
    }
}
