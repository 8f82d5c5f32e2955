/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.option;

/**
 * What a sync does with data that exists in Iterable already. Each sync type has some of these
 * modes.
 */
public enum SyncMode {
    /** Updates existing data and creates missing data. */
    UPSERT,
    /** Updates existing data only. */
    UPDATE,
    /** Replaces existing data by the row. */
    REPLACE,
    /** Keeps existing fields that the row does not have. */
    PATCH,
    /** Each row adds one entry; its removal removes the entry. */
    INCREMENTAL
}
