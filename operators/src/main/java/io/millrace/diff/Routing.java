/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/** Which route a row takes that names another identity than before. */
public enum Routing {
    /** That of the identity it names now: its changes go in order with all others of it. */
    OF_NOW,
    /**
     * That of the identity it named first, or of its own key if it named nobody, as long as the row
     * is there. What it asked for under another name and still owes is then at hand to be amended;
     * its order with other rows of the identity it names now is not held.
     */
    OF_FIRST
}
