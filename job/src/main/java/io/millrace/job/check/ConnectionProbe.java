/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.check;

import io.millrace.job.definition.problem.Problems;
import io.millrace.job.model.BaseTable;

/**
 * Looks at tables of one connector over a live connection: whether it opens, and whether what the
 * DDL declares is there. Reads no rows of a database, and the first ones of a file.
 */
public interface ConnectionProbe {

    /** The connector whose tables it knows, such as {@code warehouse}. */
    String connector();

    /**
     * Adds what is wrong, at the table's place. Never throws for what is wrong out there, and
     * returns within seconds.
     */
    void probe(BaseTable table, Problems problems);
}
