/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.definition.problem.Location;
import io.millrace.job.definition.problem.Problem;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.model.BaseTable;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.catalog.CatalogTable;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.catalog.ResolvedCatalogTable;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.junit.jupiter.api.Test;

final class JdbcProbeTest {

    @Test
    void aTableThatIsReadInPartsIsAWarning() {
        assertThat(problems(Map.of("connector", "jdbc", "scan.partition.column", "id")))
                .singleElement()
                .asString()
                .contains("people.scan.partition.column", "withholds its removals");
        assertThat(problems(Map.of("connector", "jdbc"))).isEmpty();
    }

    private static List<String> problems(Map<String, String> options) {
        ResolvedSchema schema = ResolvedSchema.of(Column.physical("id", DataTypes.INT()));
        CatalogTable table =
                CatalogTable.newBuilder()
                        .schema(Schema.newBuilder().fromResolvedSchema(schema).build())
                        .options(options)
                        .build();
        Problems problems = new Problems();
        new JdbcProbe()
                .probe(
                        new BaseTable(
                                ObjectIdentifier.of("catalog", "database", "people"),
                                new ResolvedCatalogTable(table, schema),
                                new Location("models/people.sql", 1)),
                        problems);
        return problems.all().stream().map(Problem::toString).toList();
    }
}
