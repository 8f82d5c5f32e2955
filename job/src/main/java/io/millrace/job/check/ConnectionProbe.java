/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.check;

import io.millrace.job.definition.problem.Problems;
import io.millrace.job.model.BaseTable;

/**
 * Checks tables of one connector over a live connection: whether it opens, and whether the declared
 * columns exist. Reads no rows of a database, and only the first rows of a file.
 */
public interface ConnectionProbe {

    /** The connector whose tables are checked, such as {@code warehouse}. */
    String connector();

    /**
     * Adds problems at the position of the table. Returns within seconds, and does not throw if the
     * connection fails.
     */
    void probe(BaseTable table, Problems problems);
}
