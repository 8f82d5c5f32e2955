/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import java.time.Duration;

/** Where an answer goes. */
interface ResponseWriter {

    void send(Response answer);

    /** Sends the answer when the delay is over, if the caller is still there. */
    void sendAfter(Duration delay, Response answer);

    /** Cuts the connection so that the caller sees a reset. */
    void reset();

    /** Leaves the caller waiting. */
    void hang();

    /** Runs an action later. */
    void after(Duration delay, Runnable action);
}
