/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

/** Takes what comes in at the front door. */
interface Receiver {

    /** Answers the request, now or later, through its wire. */
    void process(Exchange exchange);

    /** The caller went away; it may have been answered before. */
    void abandoned(Exchange exchange);
}
