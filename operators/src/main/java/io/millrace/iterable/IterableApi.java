/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import java.io.Serializable;
import java.util.concurrent.CompletableFuture;

/** The calls we make. Answers arrive on a thread of the client. */
public interface IterableApi extends AutoCloseable {

    /**
     * Makes the call. A failure of network or server is an {@link CallResult.NoResponse}; the
     * future fails only by our own fault.
     */
    CompletableFuture<CallResult> call(Request request);

    /** Reads the fields of the project's profiles; otherwise as {@link #call}. */
    CompletableFuture<CallResult> profileFields();

    @Override
    void close();

    /** Opens the calls where they are made: it travels with the job. */
    @FunctionalInterface
    interface Provider extends Serializable {

        /**
         * @param requestTimeoutMillis after which a request without an answer counts as failed
         * @param connections the most requests that are under way at a time
         */
        IterableApi open(int requestTimeoutMillis, int connections);
    }
}
