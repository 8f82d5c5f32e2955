/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.check;

import io.millrace.job.definition.problem.Problems;
import io.millrace.job.model.BaseTable;
import io.millrace.snapshot.files.FilesInspection;
import io.millrace.snapshot.files.FilesProblem;
import io.millrace.snapshot.files.FilesTableFactory;
import org.apache.flink.table.types.logical.RowType;

/** Compares {@code files} tables with the newest file of each. */
final class FilesProbe implements ConnectionProbe {

    @Override
    public String connector() {
        return FilesTableFactory.IDENTIFIER;
    }

    @Override
    public void probe(BaseTable table, Problems problems) {
        RowType columns = (RowType) table.columns().getLogicalType();
        for (FilesProblem problem :
                FilesInspection.problems(
                        table.definition().getOptions(), columns, table.primaryKey())) {
            String key = table.name() + "." + problem.subject();
            switch (problem.severity()) {
                case ERROR -> problems.error(table.at(), key, problem.message(), "");
                case WARNING -> problems.warning(table.at(), key, problem.message(), "");
            }
        }
    }
}
