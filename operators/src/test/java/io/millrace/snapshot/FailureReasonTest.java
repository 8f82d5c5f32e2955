/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class FailureReasonTest {

    @Test
    void theChainOfCausesIsTheReason() {
        Exception error = new IllegalStateException("cannot read", new IOException("disk"));

        assertThat(FailureReason.of(error))
                .isEqualTo("IllegalStateException: cannot read; caused by IOException: disk");
    }

    @Test
    void theWrappersOfFlinkAreLeftOut() {
        Exception error =
                new RuntimeException(
                        "One or more fetchers have encountered exception",
                        new RuntimeException(
                                "SplitFetcher thread 0 received unexpected exception while polling"
                                        + " the records",
                                new IOException("disk")));

        assertThat(FailureReason.of(error)).isEqualTo("IOException: disk");
    }

    @Test
    void aCauseThatRepeatsAMessageIsLeftOut() {
        Exception error =
                new IllegalStateException(
                        "can't read people: disk is gone",
                        new IOException("disk is gone", new IOException("sector 7")));

        assertThat(FailureReason.of(error))
                .isEqualTo(
                        "IllegalStateException: can't read people: disk is gone; caused by"
                                + " IOException: sector 7");
    }

    @Test
    void ourOwnExceptionsHaveNoTypeInTheReason() {
        class UnreadableException extends RuntimeException {
            UnreadableException(String message) {
                super(message);
            }
        }

        assertThat(FailureReason.of(new UnreadableException("table people has no column 'city'")))
                .isEqualTo("table people has no column 'city'");
    }

    @Test
    void aLongReasonIsCut() {
        assertThat(FailureReason.of(new IOException("x".repeat(5_000)))).hasSize(1_000);
    }

    @Test
    void aCancelledTaskIsNotAFailureOfTheSource() {
        Exception error = new IllegalStateException(new InterruptedException());

        assertThatThrownBy(() -> FailureReason.rethrowUnlessOfSource(error)).isSameAs(error);
        assertThat(Thread.interrupted()).isTrue();
        FailureReason.rethrowUnlessOfSource(new IOException("disk"));
    }
}
