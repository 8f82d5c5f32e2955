/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/** How often a row asks for what it says, and so what the changes of one are. */
public enum ResendPolicy {
    /**
     * Whenever it changes. Its changes take the route of the identity it names now, in order with
     * all others of that; what was told of a key that turns out to be duplicated is withdrawn.
     */
    ANEW,
    /**
     * Once; later changes only amend what it still owes. So all take the route of the identity it
     * named first, or of its own key if that was nobody, whomever it names: what it owes is there.
     * What was told of a key that turns out to be duplicated is {@link ChangeKind#HELD}.
     */
    ONCE
}
