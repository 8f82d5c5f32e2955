/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import java.nio.channels.ClosedByInterruptException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.flink.util.ExceptionUtils;

/** Says why a bounded source could not be read, and tells that from a job that is being stopped. */
final class FailureReason {

    private static final int CAUSES = 6;
    private static final int LENGTH = 1_000;

    private FailureReason() {}

    /** The messages of the error and its causes, outermost first, none twice. */
    static String of(Throwable error) {
        Set<String> messages = new LinkedHashSet<>();
        Throwable cause = error;
        for (int i = 0; i < CAUSES && cause != null; i++) {
            messages.add(describe(cause));
            cause = cause.getCause();
        }
        String reason = String.join("; caused by ", messages);
        return reason.length() <= LENGTH ? reason : reason.substring(0, LENGTH - 3) + "...";
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
        return cause.getMessage() == null ? name : name + ": " + cause.getMessage();
    }
}
