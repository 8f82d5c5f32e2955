/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.util.ExceptionUtils;

/** Describes why a bounded source could not be read, and excludes errors of a job that stops. */
final class FailureReason {

    private static final int MOST_CAUSES = 8;
    private static final int MOST_LENGTH = 1_000;
    private static final String OUR_PACKAGE = "io.millrace.";

    /** Prefixes of the messages with which Flink wraps an exception of a reader. */
    private static final List<String> WRAPPINGS =
            List.of("One or more fetchers have encountered exception", "SplitFetcher thread ");

    private FailureReason() {}

    /**
     * Returns the messages of the error and its causes, outermost first, for the person who
     * operates the warehouse. Repeated messages and Flink's wrappers are left out.
     */
    static String of(Throwable error) {
        List<String> messages = new ArrayList<>();
        Throwable cause = error;
        for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
            String message = Optional.ofNullable(cause.getMessage()).orElse(describe(cause));
            boolean isNew = messages.stream().noneMatch(earlier -> earlier.contains(message));
            boolean isOnly = cause.getCause() == null && messages.isEmpty();
            if (isOnly || (isNew && !isWrapping(message))) {
                messages.add(describe(cause));
            }
            cause = cause.getCause();
        }
        String reason = String.join("; caused by ", messages);
        return reason.length() <= MOST_LENGTH
                ? reason
                : reason.substring(0, MOST_LENGTH - 3) + "...";
    }

    private static boolean isWrapping(String message) {
        return WRAPPINGS.stream().anyMatch(message::startsWith);
    }

    /** Rethrows the error if the source did not cause it: JVM errors, and a cancelled task. */
    static void rethrowUnlessOfSource(Throwable error) {
        ExceptionUtils.rethrowIfFatalErrorOrOOM(error);
        boolean interrupted =
                Thread.currentThread().isInterrupted()
                        || ExceptionUtils.findThrowable(error, InterruptedException.class)
                                .isPresent()
                        || ExceptionUtils.findThrowable(error, ClosedByInterruptException.class)
                                .isPresent();
        if (interrupted) {
            Thread.currentThread().interrupt();
            ExceptionUtils.rethrow(error);
        }
    }

    private static String describe(Throwable cause) {
        String name = cause.getClass().getSimpleName();
        if (cause.getMessage() != null && cause.getClass().getName().startsWith(OUR_PACKAGE)) {
            return cause.getMessage();
        }
        return cause.getMessage() == null ? name : name + ": " + cause.getMessage();
    }
}
