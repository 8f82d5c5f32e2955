/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.fault;

import io.millrace.sandbox.api.RateLimits;
import io.millrace.sandbox.api.RequestRefusals;
import io.millrace.sandbox.http.Response;
import io.millrace.sandbox.http.ResponseWriter;
import java.time.Duration;

/** What goes wrong with a request. */
public sealed interface Fault {

    /** When the fault strikes. */
    FaultMoment moment();

    /**
     * Sends the client what this fault makes of its response.
     *
     * @param response the response of the sandbox, which has taken effect or not by {@link #moment}
     */
    void strike(ResponseWriter writer, Response response);

    /** Another response. */
    record Reply(int status, String contentType, String body, FaultMoment moment) implements Fault {
        @Override
        public void strike(ResponseWriter writer, Response response) {
            writer.send(Response.text(status, contentType, body));
        }
    }

    /**
     * Status 429.
     *
     * @param withParams whether the params contain the time until the next call is allowed
     */
    record TooManyRequests(boolean withParams, long resetSeconds) implements Fault {
        @Override
        public FaultMoment moment() {
            return FaultMoment.BEFORE_EFFECT;
        }

        @Override
        public void strike(ResponseWriter writer, Response response) {
            RateLimits.Wait wait = new RateLimits.Wait(1, resetSeconds);
            writer.send(
                    withParams ? RequestRefusals.rateLimited(wait) : RequestRefusals.rateLimited());
        }
    }

    /** The response of the sandbox, after a delay. */
    record Slow(Duration delay) implements Fault {
        @Override
        public FaultMoment moment() {
            return FaultMoment.AFTER_EFFECT;
        }

        @Override
        public void strike(ResponseWriter writer, Response response) {
            writer.sendAfter(delay, response);
        }
    }

    /** The connection is reset, and there is no response. */
    record Reset(FaultMoment moment) implements Fault {
        @Override
        public void strike(ResponseWriter writer, Response response) {
            writer.reset();
        }
    }

    /** The connection stays open, and there is no response. */
    record Hang(FaultMoment moment) implements Fault {
        @Override
        public void strike(ResponseWriter writer, Response response) {
            writer.hang();
        }
    }

    /** A response of this status in Iterable's envelope; the request has no effect. */
    static Fault status(int status) {
        return status(status, FaultMoment.BEFORE_EFFECT);
    }

    static Fault status(int status, FaultMoment moment) {
        return reply(
                status,
                "{\"msg\":\"Scripted\",\"code\":\"" + code(status) + "\",\"params\":null}",
                moment);
    }

    static Fault reply(int status, String jsonBody, FaultMoment moment) {
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

    static Fault reset(FaultMoment moment) {
        return new Reset(moment);
    }

    static Fault hang(FaultMoment moment) {
        return new Hang(moment);
    }

    /** Status 200 with incomplete JSON. */
    static Fault malformed(FaultMoment moment) {
        return new Reply(200, "application/json", "{\"successCount\": 1, \"fai", moment);
    }

    /** Status 200 with a web page, as a proxy sends. */
    static Fault html(FaultMoment moment) {
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
