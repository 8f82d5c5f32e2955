/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.io.Serializable;

/**
 * How the rows of a sync are packed.
 *
 * @param layout the columns to keep
 * @param fingerprint of how the sync maps a row: a row counts as changed when this does
 * @param keyGroups the job's maximum parallelism
 */
public record PackingSettings(RowLayout layout, long fingerprint, int keyGroups)
        implements Serializable {}
