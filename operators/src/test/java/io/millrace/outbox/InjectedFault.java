/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.iterable.Endpoint;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.fault.Fault;
import io.millrace.sandbox.fault.FaultMoment;
import io.millrace.sandbox.fault.RequestSelection;
import java.time.Duration;

/** A fault of the first request to an endpoint, or of each request with one certain row. */
enum InjectedFault {
    NAMED_ROW("400 that names the row", FaultMoment.BEFORE_EFFECT),
    UNNAMED_ROW("400 that names no row", FaultMoment.BEFORE_EFFECT),
    TOO_LARGE("413", FaultMoment.BEFORE_EFFECT),
    TOO_MANY("429", FaultMoment.BEFORE_EFFECT),
    TOO_MANY_UNTIL("429 with a reset", FaultMoment.BEFORE_EFFECT),
    BAD_KEY("401", FaultMoment.BEFORE_EFFECT),
    STATUS_500("500", FaultMoment.BEFORE_EFFECT),
    STATUS_502("502", FaultMoment.BEFORE_EFFECT),
    TIMEOUT("timeout", FaultMoment.BEFORE_EFFECT),
    RESET("reset", FaultMoment.BEFORE_EFFECT),
    MALFORMED("200, broken JSON", FaultMoment.BEFORE_EFFECT),
    HTML("200, HTML", FaultMoment.BEFORE_EFFECT),
    ACCEPTED_500("500", FaultMoment.AFTER_EFFECT),
    ACCEPTED_502("502", FaultMoment.AFTER_EFFECT),
    ACCEPTED_TIMEOUT("timeout", FaultMoment.AFTER_EFFECT),
    ACCEPTED_RESET("reset", FaultMoment.AFTER_EFFECT),
    ACCEPTED_MALFORMED("200, broken JSON", FaultMoment.AFTER_EFFECT),
    ACCEPTED_HTML("200, HTML", FaultMoment.AFTER_EFFECT);

    private final String title;
    private final FaultMoment moment;

    InjectedFault(String title, FaultMoment moment) {
        this.title = title;
        this.moment = moment;
    }

    String title() {
        return title;
    }

    FaultMoment moment() {
        return moment;
    }

    boolean isTimeout() {
        return this == TIMEOUT || this == ACCEPTED_TIMEOUT;
    }

    void script(Sandbox sandbox, Endpoint endpoint, EndpointSample rows) {
        String faulty = rows.mark(EndpointSample.FAULTY);
        boolean byIndex = !rowsPath(endpoint).isEmpty();
        RequestSelection first = RequestSelection.nth(1);
        RequestSelection ofGuilty = RequestSelection.mentioning(faulty);
        String label = rows.label();
        switch (this) {
            case NAMED_ROW ->
                    sandbox.script(
                            label,
                            byIndex ? first : ofGuilty,
                            badJson(byIndex ? rowsPath(endpoint) + "[1]" : faulty));
            case UNNAMED_ROW -> sandbox.script(label, ofGuilty, Fault.status(400));
            case TOO_LARGE -> sandbox.script(label, first, Fault.status(413));
            case TOO_MANY -> sandbox.script(label, first, Fault.tooManyRequests());
            case TOO_MANY_UNTIL ->
                    sandbox.script(label, first, Fault.tooManyRequests(Duration.ofSeconds(3)));
            case BAD_KEY -> sandbox.script(label, first, Fault.status(401));
            case STATUS_500, ACCEPTED_500 ->
                    sandbox.script(label, first, Fault.status(500, moment));
            case STATUS_502, ACCEPTED_502 ->
                    sandbox.script(label, first, Fault.status(502, moment));
            case TIMEOUT, ACCEPTED_TIMEOUT -> sandbox.script(label, first, Fault.hang(moment));
            case RESET, ACCEPTED_RESET -> sandbox.script(label, first, Fault.reset(moment));
            case MALFORMED, ACCEPTED_MALFORMED ->
                    sandbox.script(label, first, Fault.malformed(moment));
            case HTML, ACCEPTED_HTML -> sandbox.script(label, first, Fault.html(moment));
        }
    }

    private static Fault badJson(String path) {
        return Fault.reply(
                400,
                "{\"msg\":\"Invalid JSON body\",\"code\":\"BadJsonBody\",\"params\":{\"obj."
                        + path
                        + "\":[{\"msg\":[\"error.expected.jsstring\"],\"args\":[]}]}}",
                FaultMoment.BEFORE_EFFECT);
    }

    /** The array whose rows an error names by index; empty if Iterable names none. */
    private static String rowsPath(Endpoint endpoint) {
        return switch (endpoint) {
            case USERS_BULK_UPDATE, SUBSCRIPTIONS_ADD, SUBSCRIPTIONS_REMOVE -> "users";
            case EVENTS_TRACK_BULK -> "events";
            case CATALOG_ITEMS_DELETE -> "itemIds";
            case LISTS_SUBSCRIBE, LISTS_SUBSCRIBE_KNOWN, LISTS_UNSUBSCRIBE -> "subscribers";
            case USERS_BULK_UPDATE_SUBSCRIPTIONS -> "updateSubscriptionsRequests";
            case USERS_DELETE,
                    USERS_FORGET,
                    USERS_UNFORGET,
                    USERS_MERGE,
                    USERS_UPDATE_EMAIL,
                    USERS_REGISTER_DEVICE_TOKEN,
                    USERS_GET,
                    COMMERCE_TRACK_PURCHASE,
                    COMMERCE_UPDATE_CART,
                    CATALOG_ITEMS_REPLACE,
                    CATALOG_ITEMS_PATCH,
                    WORKFLOWS_TRIGGER,
                    EMAIL_TARGET,
                    PUSH_TARGET,
                    IN_APP_TARGET,
                    SMS_TARGET,
                    WEB_PUSH_TARGET,
                    WHATS_APP_TARGET ->
                    "";
        };
    }
}
