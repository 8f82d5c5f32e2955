/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.setup;

import io.millrace.iterable.ProjectCalls.Reply;
import io.millrace.retry.BackOff;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;

/**
 * Repeats a call that failed or returned no usable answer.
 *
 * @param most the maximum number of calls
 */
record CallRetries(int most, BackOff backOff) implements Serializable {

    /** For the start of a job, where a user waits: a few seconds in all. */
    static final CallRetries OF_A_START =
            new CallRetries(4, new BackOff(Duration.ofMillis(500), Duration.ofSeconds(2)));

    /** For the set-up of a run: about a minute in all. */
    static final CallRetries OF_A_RUN =
            new CallRetries(8, new BackOff(Duration.ofMillis(500), Duration.ofSeconds(30)));

    /** A call that is repeated when it throws an {@link IOException} or returns nothing. */
    @FunctionalInterface
    interface Attempt<T> {
        Optional<T> make() throws IOException, InterruptedException, SetupException;
    }

    /** A call without a result. */
    @FunctionalInterface
    interface Step {
        void make() throws IOException, InterruptedException, SetupException;
    }

    /**
     * @throws SetupException if the last attempt failed, or if a further attempt can't succeed
     */
    <T> T make(Attempt<T> attempt) throws SetupException, InterruptedException {
        Optional<IOException> last = Optional.empty();
        for (int made = 0; made < most; made++) {
            if (made > 0) {
                backOff.pause(made);
            }
            try {
                Optional<T> result = attempt.make();
                if (result.isPresent()) {
                    return result.get();
                }
            } catch (IOException e) {
                last = Optional.of(e);
            }
        }
        throw last.map(e -> new SetupException("Iterable can't be reached: " + reason(e), e))
                .orElseGet(() -> new SetupException("Iterable gives no usable answer"));
    }

    /** As {@link #make(Attempt)}, without a result. */
    void make(Step step) throws SetupException, InterruptedException {
        Attempt<Boolean> attempt =
                () -> {
                    step.make();
                    return Optional.of(true);
                };
        make(attempt);
    }

    /**
     * @param failure what can't be done, for the message
     * @throws IOException if the same call may succeed later
     * @throws SetupException if the call can't succeed
     */
    static void require(Reply reply, String failure) throws IOException, SetupException {
        if (reply.isRetryable()) {
            throw new IOException("Iterable answers " + reply.words());
        }
        if (!reply.succeeded()) {
            throw new SetupException(failure + ": Iterable answers " + reply.words());
        }
    }

    private static String reason(IOException fault) {
        return fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
    }
}
