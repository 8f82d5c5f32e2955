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
    void aLongReasonIsCut() {
        assertThat(FailureReason.of(new IOException("x".repeat(5_000)))).hasSize(1_000);
    }

    @Test
    void aCancelledTaskIsNotTheSourcesFault() {
        Exception error = new IllegalStateException(new InterruptedException());

        assertThatThrownBy(() -> FailureReason.rethrowUnlessOfSource(error)).isSameAs(error);
        assertThat(Thread.interrupted()).isTrue();
        FailureReason.rethrowUnlessOfSource(new IOException("disk"));
    }
}
