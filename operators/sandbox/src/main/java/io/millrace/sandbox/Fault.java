/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import java.time.Duration;

/** What goes wrong with a request that was picked. */
public sealed interface Fault {

    /** When it strikes. */
    Moment moment();

    /** Gives the caller what this fault makes of the answer it would have had. */
    void strike(ResponseWriter wire, Response answer);

    /** An answer that is not the sandbox's own. */
    record Reply(int status, String contentType, String body, Moment moment) implements Fault {
        @Override
        public void strike(ResponseWriter wire, Response answer) {
            wire.send(Response.text(status, contentType, body));
        }
    }

    /** 429 as the two calls that document it answer, or without params. */
    record TooManyRequests(boolean tellsReset, long resetSeconds) implements Fault {
        @Override
        public Moment moment() {
            return Moment.BEFORE_EFFECT;
        }

        @Override
        public void strike(ResponseWriter wire, Response answer) {
            wire.send(Refusals.rateLimited(tellsReset, 1, resetSeconds));
        }
    }

    /** The true answer, late. */
    record Slow(Duration delay) implements Fault {
        @Override
        public Moment moment() {
            return Moment.AFTER_EFFECT;
        }

        @Override
        public void strike(ResponseWriter wire, Response answer) {
            wire.sendAfter(delay, answer);
        }
    }

    /** The connection is reset instead of an answer. */
    record Reset(Moment moment) implements Fault {
        @Override
        public void strike(ResponseWriter wire, Response answer) {
            wire.reset();
        }
    }

    /** No answer ever comes. */
    record Hang(Moment moment) implements Fault {
        @Override
        public void strike(ResponseWriter wire, Response answer) {
            wire.hang();
        }
    }

    /** A status with the envelope of an internal error, before anything took effect. */
    static Fault status(int status) {
        return status(status, Moment.BEFORE_EFFECT);
    }

    static Fault status(int status, Moment moment) {
        return reply(
                status,
                "{\"msg\":\"Scripted\",\"code\":\"" + code(status) + "\",\"params\":null}",
                moment);
    }

    static Fault reply(int status, String jsonBody, Moment moment) {
        return new Reply(status, "application/json", jsonBody, moment);
    }

    static Fault tooManyRequests() {
        return new TooManyRequests(false, 0);
    }

    static Fault tooManyRequests(Duration reset) {
        return new TooManyRequests(true, reset.toSeconds());
    }

    static Fault slow(Duration delay) {
        return new Slow(delay);
    }

    static Fault reset(Moment moment) {
        return new Reset(moment);
    }

    static Fault hang(Moment moment) {
        return new Hang(moment);
    }

    /** 200 with JSON that breaks off. */
    static Fault malformed(Moment moment) {
        return new Reply(200, "application/json", "{\"successCount\": 1, \"fai", moment);
    }

    /** 200 with a web page, as a proxy in between would answer. */
    static Fault html(Moment moment) {
        return new Reply(200, "text/html", "<html><body>Please stand by</body></html>", moment);
    }

    private static String code(int status) {
        return switch (status) {
            case 400 -> "BadParams";
            case 401 -> "BadApiKey";
            case 403 -> "Forbidden";
            case 404 -> "NotFound";
            case 409 -> "Conflict";
            case 429 -> "RateLimitExceeded";
            default -> "GenericError";
        };
    }
}
