/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

/** Tells control requests from those to Iterable. */
final class RequestRouter implements Receiver {

    private final RequestDispatcher desk;
    private final Control control;

    RequestRouter(RequestDispatcher desk, Control control) {
        this.desk = desk;
        this.control = control;
    }

    @Override
    public void process(Exchange exchange) {
        if (control.isFor(exchange.incoming())) {
            if (exchange.end()) {
                exchange.wire().send(control.answer(exchange.incoming()));
            }
        } else {
            desk.process(exchange);
        }
    }

    @Override
    public void abandoned(Exchange exchange) {
        desk.abandoned(exchange);
    }
}
