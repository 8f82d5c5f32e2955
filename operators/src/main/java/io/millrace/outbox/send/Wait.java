/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.send;

/**
 * Why no request is sent at the moment.
 *
 * @param rows the number of waiting rows in memory
 * @param until in epoch milliseconds; 0 if unknown
 */
public record Wait(Reason reason, long rows, long until) {

    /** In order of precedence: the first that applies is reported. */
    public enum Reason {
        /** Users who may not be visible yet. */
        UNKNOWN_USERS("unknownUsers"),
        /** Requests are in flight. */
        ANSWER("answer"),
        /** The rate limit of an endpoint, or a pause that Iterable requested. */
        RATE_LIMIT("rateLimit"),
        /** A request failed, and is sent again later. */
        BACK_OFF("backOff"),
        /** A checkpoint must hold the operations before they are sent. */
        CHECKPOINT("checkpoint");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }

    public static Wait until(Reason reason, long rows, long until) {
        return new Wait(reason, rows, until);
    }

    /** Returns a wait whose end is unknown. */
    public static Wait open(Reason reason, long rows) {
        return new Wait(reason, rows, 0);
    }
}
