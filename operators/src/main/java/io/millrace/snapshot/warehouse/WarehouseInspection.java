/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.column.SourceColumn;
import io.millrace.snapshot.warehouse.column.SourceColumn.Origin;
import io.millrace.snapshot.warehouse.dialect.RelationFacts;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.table.types.logical.RowType;

/** Checks a {@code warehouse} table against the warehouse itself, without reading rows. */
public final class WarehouseInspection {

    private WarehouseInspection() {}

    /**
     * Returns all problems; empty if the table can be read. Failures of the warehouse are problems,
     * not exceptions.
     *
     * @param options of the DDL, as in {@link WarehouseOptions}; others are ignored
     * @param columns declared names and types
     * @param key names of the primary key's columns in key order; empty if there is none
     */
    public static List<WarehouseProblem> problems(
            Map<String, String> options, RowType columns, List<String> key) {
        List<WarehouseProblem> problems = WarehouseDefinition.problems(options);
        return problems.isEmpty()
                ? problems(WarehouseDefinition.table(options, columns, key))
                : problems;
    }

    private static List<WarehouseProblem> problems(WarehouseTable table) {
        try (Connection connection = ConnectionFactory.open(table.connection(), table.dialect())) {
            return inspect(connection, table);
        } catch (SQLException e) {
            String message = table.failure("can't connect to read", e).getMessage();
            return List.of(WarehouseProblem.error("url", message));
        }
    }

    private static List<WarehouseProblem> inspect(Connection connection, WarehouseTable table) {
        String subject = table.relation() instanceof Relation.Table ? "table-name" : "query";
        try {
            List<SourceColumn> present = RowShape.describe(connection, table);
            List<WarehouseProblem> problems = new ArrayList<>(RowShape.problems(table, present));
            if (problems.isEmpty()) {
                problems.addAll(readWarnings(table, table.facts(connection)));
                problems.addAll(completeness(connection, table));
                if (table.relation() instanceof Relation.Table) {
                    problems.addAll(keyWarnings(connection, table, present));
                }
            }
            return problems;
        } catch (SQLException e) {
            return List.of(
                    WarehouseProblem.error(subject, table.failure("can't read", e).getMessage()));
        }
    }

    /** Warns if removals will be withheld, or if a policy may hide rows that were not removed. */
    private static List<WarehouseProblem> readWarnings(WarehouseTable table, RelationFacts facts) {
        String where = table.relation().description();
        List<WarehouseProblem> warnings = new ArrayList<>();
        if (table.scan().ranges() > 1 && !table.sharesSnapshots(facts)) {
            warnings.add(
                    WarehouseProblem.warning(
                            WarehouseOptions.SCAN_PARTITION_NUM.key(),
                            String.format(
                                    "%s is read in %d ranges, each at a moment of its own%s: rows"
                                            + " may move meanwhile, so a sync withholds all removals of"
                                            + " each run. Without 'scan.partition.num' it is read by"
                                            + " one statement",
                                    where,
                                    table.scan().ranges(),
                                    facts.foreign() ? " as its rows are foreign" : "")));
        }
        for (String hidden : facts.tablesHidingRows()) {
            warnings.add(
                    WarehouseProblem.warning(
                            "row security",
                            String.format(
                                    "row security is on for %s: rows that its policies hide from"
                                            + " the role that reads %s look like deleted rows. Read"
                                            + " as a role that may see all rows, or make sure that"
                                            + " hidden rows may be removed",
                                    hidden, where)));
        }
        return warnings;
    }

    private static List<WarehouseProblem> completeness(
            Connection connection, WarehouseTable table) {
        if (table.scan().completeWhen().isEmpty()) {
            return List.of();
        }
        String subject = WarehouseOptions.SCAN_COMPLETE_WHEN.key();
        try {
            new CompletenessCheck(table).evaluate(connection);
            return List.of();
        } catch (WarehouseException e) {
            return List.of(WarehouseProblem.error(subject, e.getMessage()));
        } catch (SQLException e) {
            String what = "can't run 'scan.complete-when' of";
            return List.of(WarehouseProblem.error(subject, table.failure(what, e).getMessage()));
        }
    }

    private static List<WarehouseProblem> keyWarnings(
            Connection connection, WarehouseTable table, List<SourceColumn> present)
            throws SQLException {
        List<SourceColumn> key =
                table.key().getFieldNames().stream()
                        .map(name -> RowShape.find(name, present).orElseThrow())
                        .toList();
        String where = table.relation().description();
        List<WarehouseProblem> warnings = new ArrayList<>();
        for (SourceColumn column : key) {
            if (column.mayBeNull()) {
                warnings.add(
                        WarehouseProblem.warning(
                                column.name(),
                                String.format(
                                        "key column '%s' of %s may be null: rows without a key are"
                                                + " reported, not synced",
                                        column.name(), where)));
            }
        }
        if (!key.isEmpty() && !isUnique(connection, key)) {
            List<String> names = key.stream().map(SourceColumn::name).toList();
            warnings.add(
                    WarehouseProblem.warning(
                            String.join(", ", names),
                            String.format(
                                    "%s has no unique index on the key %s: duplicates are"
                                            + " possible and ordered reading may be slow",
                                    where, names)));
        }
        return warnings;
    }

    /** Whether a unique index contains no columns other than those of the key. */
    private static boolean isUnique(Connection connection, List<SourceColumn> key)
            throws SQLException {
        Origin origin = key.get(0).origin();
        Set<String> names = new HashSet<>();
        key.forEach(column -> names.add(column.name()));
        Map<String, Set<String>> indexes = new TreeMap<>();
        String catalog = connection.getCatalog();
        String schema = origin.schema().isEmpty() ? null : origin.schema();
        DatabaseMetaData metaData = connection.getMetaData();
        try (ResultSet found = metaData.getIndexInfo(catalog, schema, origin.table(), true, true)) {
            while (found.next()) {
                String index = found.getString("INDEX_NAME");
                String column = found.getString("COLUMN_NAME");
                if (index != null && column != null) {
                    indexes.computeIfAbsent(index, name -> new HashSet<>()).add(column);
                }
            }
        }
        return indexes.values().stream().anyMatch(names::containsAll);
    }
}
