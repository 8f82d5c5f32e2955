/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.journal;

import io.millrace.sandbox.http.Exchange;
import java.util.ArrayList;
import java.util.List;

/** A request as the journal and the invariants see it, from its arrival to its end. */
public final class TrackedRequest {

    private final Exchange exchange;
    private final List<Violation> suspected = new ArrayList<>();
    private volatile String endpoint;
    private volatile RequestClaims claims = RequestClaims.NONE;

    public TrackedRequest(Exchange exchange) {
        this.exchange = exchange;
        this.endpoint = exchange.request().methodAndPath();
    }

    public Exchange exchange() {
        return exchange;
    }

    /** Method and path: of its route, or as sent if there is no such route. */
    public String endpoint() {
        return endpoint;
    }

    public void routedTo(String value) {
        endpoint = value;
    }

    RequestClaims claims() {
        return claims;
    }

    public void claims(RequestClaims value) {
        claims = value;
    }

    /** Adds what becomes a violation if this request is answered after all. */
    void suspect(Violation violation) {
        suspected.add(violation);
    }

    List<Violation> suspected() {
        return suspected;
    }
}
