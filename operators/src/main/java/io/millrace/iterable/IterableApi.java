/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import java.io.Serializable;
import java.util.concurrent.CompletableFuture;

/** The calls to Iterable. Futures complete on a thread of the client. */
public interface IterableApi extends AutoCloseable {

    /**
     * Makes the call. A failure of the network or the server completes the future with {@link
     * CallResult.NoResponse}; the future fails only for an error of our own code.
     */
    CompletableFuture<CallResult> call(Request request);

    /** Reads the fields of the project's profiles; otherwise as {@link #call}. */
    CompletableFuture<CallResult> profileFields();

    @Override
    void close();

    /** Opens the API on the machine that makes the calls. Serialised with the job. */
    @FunctionalInterface
    interface Provider extends Serializable {

        /**
         * @param requestTimeoutMillis time after which a request without a response has failed
         * @param connections the largest number of concurrent requests
         */
        IterableApi open(int requestTimeoutMillis, int connections);
    }
}
