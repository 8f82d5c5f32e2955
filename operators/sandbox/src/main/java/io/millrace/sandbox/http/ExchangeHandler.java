/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.http;

/** Answers requests. Several threads may call it at once. */
@FunctionalInterface
public interface ExchangeHandler {

    /** Answers the request through its writer, now or later. */
    void handle(Exchange exchange);
}
