/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import java.util.Optional;
import java.util.function.Function;

/** The result of one HTTP request, before {@link ResponseClassifier} interprets it. */
public sealed interface CallResult {

    <T> T match(Function<Response, T> response, Function<NoResponse, T> noResponse);

    /**
     * A complete HTTP response.
     *
     * @param retryAfter the header with this name
     */
    record Response(int status, Optional<String> retryAfter, String body) implements CallResult {

        @Override
        public <T> T match(Function<Response, T> response, Function<NoResponse, T> noResponse) {
            return response.apply(this);
        }
    }

    /**
     * No response: the connection was refused or reset, or timed out.
     *
     * @param sent false if the request was certainly not sent; true if Iterable may have processed
     *     it
     */
    record NoResponse(String reason, boolean sent) implements CallResult {

        public NoResponse(String reason) {
            this(reason, true);
        }

        @Override
        public <T> T match(Function<Response, T> response, Function<NoResponse, T> noResponse) {
            return noResponse.apply(this);
        }
    }
}
