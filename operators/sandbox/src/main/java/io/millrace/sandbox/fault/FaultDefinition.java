/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.fault;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.sandbox.project.Json;
import java.time.Duration;

/**
 * A fault to script. Its JSON is {@code {"endpoint": "POST /api/users/bulkUpdate", "select":
 * {"next": 2}, "fault": {"kind": "status", "status": 503}}}.
 */
public record FaultDefinition(String endpoints, RequestSelection selection, Fault fault) {

    /**
     * @throws IllegalArgumentException if the JSON is no fault; the message names what is expected
     */
    public static FaultDefinition read(JsonNode json) {
        String endpoints = Json.text(json, "endpoint");
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException(
                    "endpoint: method and path, or the path alone; a star matches any text");
        }
        return new FaultDefinition(
                endpoints, selection(json.path("select")), fault(json.path("fault")));
    }

    private static RequestSelection selection(JsonNode select) {
        if (select.isMissingNode()) {
            return RequestSelection.always();
        }
        if (select.has("nth")) {
            return RequestSelection.nth(select.path("nth").asLong());
        }
        if (select.has("next")) {
            return RequestSelection.next(select.path("next").asLong());
        }
        if (select.has("mentions")) {
            return RequestSelection.mentioning(Json.text(select, "mentions"));
        }
        if (select.has("probability")) {
            return RequestSelection.chance(
                    select.path("probability").asDouble(), select.path("seed").asLong());
        }
        throw new IllegalArgumentException("select: nth, next, mentions or probability with seed");
    }

    private static Fault fault(JsonNode fault) {
        FaultMoment moment =
                fault.has("moment")
                        ? FaultMoment.valueOf(Json.text(fault, "moment"))
                        : FaultMoment.BEFORE_EFFECT;
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
