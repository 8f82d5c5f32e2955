/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.http;

import java.time.Duration;

/** Sends the response of one request, or does to its connection what a broken server does. */
public interface ResponseWriter {

    void send(Response response);

    /** Sends the response after the delay, if the client is still connected. */
    void sendAfter(Duration delay, Response response);

    /** Closes the connection so that the client sees a reset. */
    void reset();

    /** Never answers, and keeps the connection open. */
    void hang();

    /** Runs an action after the delay. */
    void after(Duration delay, Runnable action);
}
