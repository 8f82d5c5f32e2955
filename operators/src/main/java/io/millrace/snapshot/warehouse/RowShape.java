/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.Suggestion;
import io.millrace.snapshot.warehouse.column.ReaderChoice;
import io.millrace.snapshot.warehouse.column.SelectedColumn;
import io.millrace.snapshot.warehouse.column.SourceColumn;
import io.millrace.snapshot.warehouse.dialect.KeyColumn;
import io.millrace.snapshot.warehouse.dialect.WarehouseDialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.table.types.logical.RowType;

/**
 * The selected columns: those of an emitted row in their order, then key columns that are needed
 * only to resume.
 *
 * @param emitted the columns of an emitted row
 * @param key in key order
 * @param keyPlaces the places of the key's columns in {@code selected}, in key order
 */
record RowShape(
        List<SelectedColumn> selected,
        RowType emitted,
        List<KeyColumn> key,
        List<Integer> keyPlaces) {

    /** Returns the columns of a relation as the warehouse describes them, without reading rows. */
    static List<SourceColumn> describe(Connection connection, WarehouseTable table)
            throws SQLException {
        WarehouseDialect dialect = table.dialect();
        String sql = "SELECT * FROM " + table.from() + " WHERE 1 = 0";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout((int) table.scan().queryTimeout().toSeconds());
            try (ResultSet empty = statement.executeQuery()) {
                ResultSetMetaData described = empty.getMetaData();
                List<SourceColumn> columns = new ArrayList<>();
                for (int index = 1; index <= described.getColumnCount(); index++) {
                    columns.add(column(described, index, dialect));
                }
                return columns;
            }
        }
    }

    private static SourceColumn column(
            ResultSetMetaData described, int index, WarehouseDialect dialect) throws SQLException {
        int jdbcType = described.getColumnType(index);
        String typeName = described.getColumnTypeName(index);
        int precision = described.getPrecision(index);
        return new SourceColumn(
                described.getColumnLabel(index),
                dialect.kind(jdbcType, typeName, precision),
                jdbcType,
                typeName,
                precision,
                described.getScale(index),
                described.isNullable(index) != ResultSetMetaData.columnNoNulls,
                dialect.origin(described, index));
    }

    /** Returns every declared column that does not match; empty if all can be read. */
    static List<WarehouseProblem> problems(WarehouseTable table, List<SourceColumn> present) {
        List<WarehouseProblem> problems = new ArrayList<>();
        for (RowType.RowField field : fields(table)) {
            problem(table, field, present).ifPresent(problems::add);
        }
        return problems;
    }

    /** Returns the emitted columns, then the key columns that are not among them. */
    private static List<RowType.RowField> fields(WarehouseTable table) {
        List<RowType.RowField> fields = new ArrayList<>(table.columns().getFields());
        table.key().getFields().stream()
                .filter(field -> !table.columns().getFieldNames().contains(field.getName()))
                .forEach(fields::add);
        return fields;
    }

    private static Optional<WarehouseProblem> problem(
            WarehouseTable table, RowType.RowField field, List<SourceColumn> present) {
        String where = table.relation().description();
        Optional<SourceColumn> column = find(field.getName(), present);
        if (column.isEmpty()) {
            List<String> names = present.stream().map(SourceColumn::name).toList();
            String hint =
                    Suggestion.nearest(field.getName(), names)
                            .map(name -> "did you mean '" + name + "'?")
                            .orElse("it has " + String.join(", ", names));
            return Optional.of(
                    WarehouseProblem.error(
                            field.getName(),
                            where + " has no column '" + field.getName() + "': " + hint));
        }
        if (ReaderChoice.reader(column.get(), field.getType(), table.dialect()).isEmpty()) {
            return Optional.of(
                    WarehouseProblem.error(
                            field.getName(),
                            String.format(
                                    "column '%s' of %s is %s there and can't be read as the"
                                            + " declared %s: %s, or cast it in a 'query'",
                                    field.getName(),
                                    where,
                                    column.get().typeName(),
                                    field.getType().asSummaryString(),
                                    ReaderChoice.remedy(column.get()))));
        }
        return Optional.empty();
    }

    /** Returns the column with exactly this name, or the only one that differs in letter case. */
    static Optional<SourceColumn> find(String name, List<SourceColumn> present) {
        List<SourceColumn> similar =
                present.stream().filter(column -> column.name().equalsIgnoreCase(name)).toList();
        return similar.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .or(() -> similar.size() == 1 ? Optional.of(similar.get(0)) : Optional.empty());
    }

    /**
     * @throws WarehouseException with all problems, if the table does not match its declaration
     */
    static RowShape of(Connection connection, WarehouseTable table) throws SQLException {
        List<SourceColumn> present = describe(connection, table);
        List<WarehouseProblem> problems = problems(table, present);
        if (!problems.isEmpty()) {
            List<String> messages = problems.stream().map(WarehouseProblem::message).toList();
            throw new WarehouseException(String.join("\n", messages));
        }
        WarehouseDialect dialect = table.dialect();
        List<SelectedColumn> selected =
                fields(table).stream().map(field -> selected(field, present, dialect)).toList();
        List<String> names = fields(table).stream().map(RowType.RowField::getName).toList();
        List<Integer> keyPlaces = table.key().getFieldNames().stream().map(names::indexOf).toList();
        List<SourceColumn> keyColumns =
                keyPlaces.stream().map(place -> selected.get(place).column()).toList();
        List<KeyColumn> key =
                dialect.keyColumns(connection, table.from(), keyColumns, table.key().getChildren());
        return new RowShape(selected, table.columns(), key, keyPlaces);
    }

    private static SelectedColumn selected(
            RowType.RowField field, List<SourceColumn> present, WarehouseDialect dialect) {
        SourceColumn column = find(field.getName(), present).orElseThrow();
        return new SelectedColumn(
                column,
                field.getType(),
                ReaderChoice.reader(column, field.getType(), dialect).orElseThrow());
    }

    /** Returns the columns of {@link #selected} that are emitted. */
    List<SelectedColumn> emittedColumns() {
        return selected.subList(0, emitted.getFieldCount());
    }

    /** Whether a key value may be null. */
    boolean mayLackKey() {
        return key.stream().anyMatch(column -> column.source().mayBeNull());
    }
}
