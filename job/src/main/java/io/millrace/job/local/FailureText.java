/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.util.ExceptionUtils;

/** Describes a failure for the terminal: the root cause without Flink's wrapper exceptions. */
final class FailureText {

    private static final String DISK_FULL = "No space left on device";

    /** The message that Flink reports when checkpoints fail; the cause is only in Flink's log. */
    private static final Pattern CHECKPOINTS_FAIL =
            Pattern.compile(
                    "Exceeded checkpoint tolerable failure threshold\\."
                            + "(?: The latest checkpoint failed due to (.*?)\\.?, view the)?");

    private FailureText() {}

    static String of(Throwable failure) {
        return ExceptionUtils.findThrowable(failure, FailureText::isDiskFull)
                .map(full -> "the disk is full (" + full.getMessage() + ")")
                .orElseGet(() -> unlessCheckpointsFail(firstCause(failure)));
    }

    private static String unlessCheckpointsFail(String text) {
        Matcher checkpoints = CHECKPOINTS_FAIL.matcher(text);
        if (!checkpoints.find()) {
            return text;
        }
        String reason = Optional.ofNullable(checkpoints.group(1)).orElse("no checkpoint succeeds");
        return "the state can't be saved, is the state folder writable and its disk not full? ("
                + reason
                + ")";
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
