/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.util.ExceptionUtils;

/** Says why a bounded source could not be read, and tells that from a job that is being stopped. */
final class FailureReason {

    private static final int CAUSES = 8;
    private static final int LENGTH = 1_000;
    private static final String OURS = "io.millrace.";

    /** How Flink begins to say that a reader failed, before it comes to why. */
    private static final List<String> WRAPPINGS =
            List.of("One or more fetchers have encountered exception", "SplitFetcher thread ");

    private FailureReason() {}

    /**
     * What the error and its causes say, outermost first, for whoever looks after the warehouse:
     * nothing twice, and not how Flink wraps it.
     */
    static String of(Throwable error) {
        List<String> said = new ArrayList<>();
        Throwable cause = error;
        for (int i = 0; i < CAUSES && cause != null; i++) {
            String message = Optional.ofNullable(cause.getMessage()).orElse(describe(cause));
            boolean saysNew = said.stream().noneMatch(earlier -> earlier.contains(message));
            boolean onlyOne = cause.getCause() == null && said.isEmpty();
            if (onlyOne || (saysNew && !isWrapping(message))) {
                said.add(describe(cause));
            }
            cause = cause.getCause();
        }
        String reason = String.join("; caused by ", said);
        return reason.length() <= LENGTH ? reason : reason.substring(0, LENGTH - 3) + "...";
    }

    private static boolean isWrapping(String message) {
        return WRAPPINGS.stream().anyMatch(message::startsWith);
    }

    /** Throws the error on if it is not the source's fault: the JVM's, or the task is cancelled. */
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
        if (cause.getMessage() != null && cause.getClass().getName().startsWith(OURS)) {
            return cause.getMessage();
        }
        return cause.getMessage() == null ? name : name + ": " + cause.getMessage();
    }
}
