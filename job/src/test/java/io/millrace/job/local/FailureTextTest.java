/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FailureTextTest {

    @Test
    void theRootCauseIsReported() {
        assertThat(
                        FailureText.of(
                                new ExecutionException(
                                        new IllegalStateException(
                                                "restarting", new IOException("refused")))))
                .isEqualTo("java.io.IOException: refused");
    }

    @Test
    void aFullDiskIsCalledThat() {
        assertThat(
                        FailureText.of(
                                new IllegalStateException(
                                        "flush",
                                        new IOException(
                                                "No space left on device", new IOException("1")))))
                .isEqualTo("the disk is full (No space left on device)");
    }

    @Test
    void checkpointsThatFailPointAtTheStateFolder() {
        assertThat(
                        FailureText.of(
                                new IllegalStateException(
                                        "Exceeded checkpoint tolerable failure threshold. The"
                                                + " latest checkpoint failed due to Failure to"
                                                + " finalize checkpoint., view the Checkpoint"
                                                + " History tab or the Job Manager log to find out"
                                                + " why continuous checkpoints failed.")))
                .isEqualTo(
                        "the state can't be saved, is the state folder writable and its disk not"
                                + " full? (Failure to finalize checkpoint)");
    }
}
