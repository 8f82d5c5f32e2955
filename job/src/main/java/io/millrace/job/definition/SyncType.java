/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition;

/** What kind of Iterable data a sync writes. */
public enum SyncType {
    USERS("users");

    private final String spelling;

    SyncType(String spelling) {
        this.spelling = spelling;
    }

    public String spelling() {
        return spelling;
    }
}
