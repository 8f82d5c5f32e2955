/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

import java.io.Serializable;

/**
 * The list or catalog that a sync writes to.
 *
 * @param id differs from the id of every list or catalog that was there before, also where the name
 *     is the same; empty if the sync has no list or catalog
 * @param target what requests call it: the id of a list, the name of a catalog
 * @param notice what to tell of a run that sends every row again because the id is new
 */
public record Destination(String id, String target, String notice) implements Serializable {

    /** Of a sync that has no list or catalog. */
    public static final Destination NONE = new Destination("", "", "");

    boolean isNone() {
        return id.isEmpty();
    }
}
