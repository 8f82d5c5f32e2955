/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.io.Serializable;

/**
 * How the rows of a sync are packed.
 *
 * @param layout the columns to keep
 * @param fingerprint fingerprint of the mapping; all rows count as changed when it changes
 * @param keyGroups the job's maximum parallelism
 */
public record PackingSettings(RowLayout layout, long fingerprint, int keyGroups)
        implements Serializable {}
