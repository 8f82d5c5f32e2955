/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** One request, from its arrival until its caller was answered or went away. */
final class Exchange {

    private final Incoming incoming;
    private final Wire wire;
    private final long connectedAt;
    private final long arrivedAt;
    private final List<Violation> suspicions = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile Claims claims = Claims.NONE;
    private volatile String label;

    Exchange(Incoming incoming, Wire wire, long connectedAt, long arrivedAt) {
        this.incoming = incoming;
        this.wire = wire;
        this.connectedAt = connectedAt;
        this.arrivedAt = arrivedAt;
        this.label = incoming.method() + " " + incoming.path();
    }

    Incoming incoming() {
        return incoming;
    }

    Wire wire() {
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

    Claims claims() {
        return claims;
    }

    void claims(Claims value) {
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
