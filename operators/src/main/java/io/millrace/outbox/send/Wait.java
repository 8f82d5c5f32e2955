/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox.send;

/**
 * Why nothing is sent at the moment.
 *
 * @param rows that wait, as far as they are in hand
 * @param until in epoch milliseconds; 0 if that is not known
 */
public record Wait(Reason reason, long rows, long until) {

    /** The first that applies is told. */
    public enum Reason {
        /** Users who may not be visible yet. */
        UNKNOWN_USERS("unknownUsers"),
        /** Requests are under way. */
        ANSWER("answer"),
        /** The pace of an endpoint, or a pause Iterable asked for. */
        RATE_LIMIT("rateLimit"),
        /** A request failed, and is repeated later. */
        BACK_OFF("backOff"),
        /** What may be sent must be held by a completed checkpoint first. */
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

    public static Wait open(Reason reason, long rows) {
        return new Wait(reason, rows, 0);
    }
}
