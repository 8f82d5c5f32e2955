/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import io.millrace.sandbox.http.Exchange;
import io.millrace.sandbox.http.ExchangeHandler;

/** Answers the requests to the controls, and passes all others on to the API. */
final class ControlFilter implements ExchangeHandler {

    private final ControlApi controls;
    private final ExchangeHandler api;

    ControlFilter(ControlApi controls, ExchangeHandler api) {
        this.controls = controls;
        this.api = api;
    }

    @Override
    public void handle(Exchange exchange) {
        if (!controls.isFor(exchange.request())) {
            api.handle(exchange);
        } else if (exchange.end()) {
            exchange.writer().send(controls.answer(exchange.request()));
        }
    }
}
