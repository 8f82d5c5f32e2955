/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** One request, from its arrival until its caller was answered or went away. */
final class Exchange {

    private final Incoming incoming;
    private final ResponseWriter wire;
    private final long connectedAt;
    private final long arrivedAt;
    private final List<Violation> suspicions = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile RequestClaims claims = RequestClaims.NONE;
    private volatile String label;

    Exchange(Incoming incoming, ResponseWriter wire, long connectedAt, long arrivedAt) {
        this.incoming = incoming;
        this.wire = wire;
        this.connectedAt = connectedAt;
        this.arrivedAt = arrivedAt;
        this.label = incoming.method() + " " + incoming.path();
    }

    Incoming incoming() {
        return incoming;
    }

    ResponseWriter wire() {
        return wire;
    }

    long connectedAt() {
        return connectedAt;
    }

    long arrivedAt() {
        return arrivedAt;
    }

    String label() {
        return label;
    }

    void label(String value) {
        label = value;
    }

    RequestClaims claims() {
        return claims;
    }

    void claims(RequestClaims value) {
        claims = value;
    }

    /** Notes what becomes a violation if this request is answered after all. */
    void suspect(Violation violation) {
        suspicions.add(violation);
    }

    List<Violation> suspicions() {
        return suspicions;
    }

    /** Ends the exchange; false if it had ended before. */
    boolean end() {
        return over.compareAndSet(false, true);
    }
}
