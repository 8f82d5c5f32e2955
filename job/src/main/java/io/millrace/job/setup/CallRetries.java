/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.setup;

import io.millrace.iterable.ProjectCalls.Reply;
import io.millrace.retry.BackOff;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes a call again that had no usable answer.
 *
 * @param most how often it is made
 */
record CallRetries(int most, BackOff backOff) implements Serializable {

    /** While somebody waits for a job to start: some seconds. */
    static final CallRetries OF_A_START =
            new CallRetries(4, new BackOff(Duration.ofMillis(500), Duration.ofSeconds(2)));

    /** While a run waits: about a minute. */
    static final CallRetries OF_A_RUN =
            new CallRetries(8, new BackOff(Duration.ofMillis(500), Duration.ofSeconds(30)));

    /** Something to do that may have to be done again: when it throws, or comes to nothing. */
    @FunctionalInterface
    interface Attempt<T> {
        Optional<T> make() throws IOException, InterruptedException, SetupException;
    }

    /** Something to do that has no result. */
    @FunctionalInterface
    interface Step {
        void make() throws IOException, InterruptedException, SetupException;
    }

    /**
     * @throws SetupException if the last attempt failed, too, or another one is of no use
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

    /** As above. */
    void make(Step step) throws SetupException, InterruptedException {
        Attempt<Boolean> attempt =
                () -> {
                    step.make();
                    return Optional.of(true);
                };
        make(attempt);
    }

    /**
     * @param failure what can't be done
     * @throws IOException if the same call may succeed later
     * @throws SetupException if it never will
     */
    static void require(Reply reply, String failure) throws IOException, SetupException {
        if (reply.isPassing()) {
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
