/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import java.util.Optional;
import java.util.function.Function;

/** What came back for one request, not yet judged. */
public sealed interface CallResult {

    <T> T match(Function<Response, T> response, Function<NoResponse, T> noResponse);

    /**
     * An HTTP response, whole.
     *
     * @param retryAfter the header of that name, if there is one
     */
    record Response(int status, Optional<String> retryAfter, String body) implements CallResult {

        @Override
        public <T> T match(Function<Response, T> response, Function<NoResponse, T> noResponse) {
            return response.apply(this);
        }
    }

    /**
     * No response: refused, reset, timed out.
     *
     * @param sent false if the request surely never left; else it is unknown whether it was taken
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
