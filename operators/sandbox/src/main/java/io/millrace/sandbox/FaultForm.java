/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * Reads a scripted fault: {@code {"endpoint": "POST /api/users/bulkUpdate", "select": {"next": 2},
 * "fault": {"kind": "status", "status": 503}}}.
 */
record FaultForm(String endpoints, Selection selection, Fault fault) {

    static FaultForm read(JsonNode form) {
        String endpoints = Json.text(form, "endpoint");
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("endpoint: which one? A star stands for anything");
        }
        return new FaultForm(endpoints, selection(form.path("select")), fault(form.path("fault")));
    }

    private static Selection selection(JsonNode select) {
        if (select.isMissingNode()) {
            return Selection.always();
        }
        if (select.has("nth")) {
            return Selection.nth(select.path("nth").asLong());
        }
        if (select.has("next")) {
            return Selection.next(select.path("next").asLong());
        }
        if (select.has("mentions")) {
            return Selection.mentioning(Json.text(select, "mentions"));
        }
        if (select.has("probability")) {
            return Selection.chance(
                    select.path("probability").asDouble(), select.path("seed").asLong());
        }
        throw new IllegalArgumentException("select: nth, next, mentions or probability with seed");
    }

    private static Fault fault(JsonNode fault) {
        Moment moment =
                fault.has("moment")
                        ? Moment.valueOf(Json.text(fault, "moment"))
                        : Moment.BEFORE_EFFECT;
        return switch (Json.text(fault, "kind")) {
            case "status" ->
                    fault.has("body")
                            ? new Fault.Reply(
                                    fault.path("status").asInt(),
                                    fault.path("contentType").asText("application/json"),
                                    Json.text(fault, "body"),
                                    moment)
                            : Fault.status(fault.path("status").asInt(), moment);
            case "tooManyRequests" ->
                    fault.has("resetSeconds")
                            ? Fault.tooManyRequests(
                                    Duration.ofSeconds(fault.path("resetSeconds").asLong()))
                            : Fault.tooManyRequests();
            case "slow" -> Fault.slow(Duration.ofMillis(fault.path("millis").asLong()));
            case "reset" -> Fault.reset(moment);
            case "hang" -> Fault.hang(moment);
            case "malformed" -> Fault.malformed(moment);
            case "html" -> Fault.html(moment);
            default ->
                    throw new IllegalArgumentException(
                            "fault.kind: status, tooManyRequests, slow, reset, hang, malformed or html");
        };
    }
}
