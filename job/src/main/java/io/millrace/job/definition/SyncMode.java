/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition;

/** What a sync does about a row that Iterable knows, and one that it does not. */
public enum SyncMode {
    /** Updates what is there and creates what is not. */
    UPSERT("upsert");

    private final String spelling;

    SyncMode(String spelling) {
        this.spelling = spelling;
    }

    public String spelling() {
        return spelling;
    }
}
