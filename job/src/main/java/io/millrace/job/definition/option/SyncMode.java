/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.option;

/** What a sync does about what Iterable has already; each type knows some of these. */
public enum SyncMode {
    /** Updates what is there and creates what is not. */
    UPSERT,
    /** Updates what is there. */
    UPDATE,
    /** What is sent is all there is. */
    REPLACE,
    /** What is not sent stays. */
    PATCH,
    /** Each row is one addition, its end one removal. */
    INCREMENTAL
}
