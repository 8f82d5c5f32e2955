/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.check;

import io.millrace.job.definition.problem.Problems;
import io.millrace.job.model.BaseTable;

/**
 * Warns that a table of Flink's {@code jdbc} connector that is read in parts is never a snapshot.
 */
final class JdbcProbe implements ConnectionProbe {

    private static final String PARTS = "scan.partition.column";

    @Override
    public String connector() {
        return "jdbc";
    }

    @Override
    public void probe(BaseTable table, Problems problems) {
        if (table.definition().getOptions().containsKey(PARTS)) {
            problems.warning(
                    table.at(),
                    table.name() + "." + PARTS,
                    "the table is read in parts, each at a different moment: rows may move"
                            + " between parts, so a sync withholds its removals in each run",
                    "leave out '" + PARTS + "', or use the 'warehouse' connector");
        }
    }
}
