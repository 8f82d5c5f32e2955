/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.dialect.WarehouseDialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.types.logical.RowType;

/**
 * Turns the options of a DDL into a {@link WarehouseTable}, or says all that is wrong with them.
 */
final class WarehouseDefinition {

    private WarehouseDefinition() {}

    /**
     * @param key names of the primary key's columns in key order; empty if there is none
     * @throws ValidationException with every problem of the options
     */
    static WarehouseTable table(Map<String, String> options, RowType columns, List<String> key) {
        List<WarehouseProblem> problems = problems(options);
        if (!problems.isEmpty()) {
            throw new ValidationException(
                    String.join("\n", problems.stream().map(WarehouseProblem::message).toList()));
        }
        Configuration given = Configuration.fromMap(options);
        Relation relation =
                given.getOptional(WarehouseOptions.TABLE_NAME)
                        .<Relation>map(Relation.Table::new)
                        .orElseGet(() -> new Relation.Query(given.get(WarehouseOptions.QUERY)));
        return new WarehouseTable(
                connection(given),
                relation,
                new ScanSettings(
                        given.getOptional(WarehouseOptions.SCAN_PARTITION_NUM)
                                .orElse(WarehouseDialect.AUTOMATIC),
                        given.get(WarehouseOptions.SCAN_FETCH_SIZE),
                        given.get(WarehouseOptions.SCAN_SHARED_SNAPSHOT),
                        given.getOptional(WarehouseOptions.SCAN_COMPLETE_WHEN).orElse(""),
                        given.get(WarehouseOptions.QUERY_TIMEOUT)),
                columns,
                new RowType(
                        key.stream()
                                .map(name -> columns.getFields().get(columns.getFieldIndex(name)))
                                .toList()));
    }

    static List<WarehouseProblem> problems(Map<String, String> options) {
        Configuration given = Configuration.fromMap(options);
        List<WarehouseProblem> problems = new ArrayList<>();
        value(given, WarehouseOptions.URL, problems)
                .ifPresentOrElse(
                        url -> {
                            if (!url.startsWith("jdbc:")) {
                                problems.add(
                                        WarehouseProblem.error(
                                                "url",
                                                "'url' must be a JDBC address such as"
                                                        + " jdbc:postgresql://host:5432/database"));
                            }
                        },
                        () ->
                                problems.add(
                                        WarehouseProblem.error(
                                                "url",
                                                "'url' is missing: give the JDBC address of the"
                                                        + " warehouse")));
        relation(given, problems);
        atLeast(given, WarehouseOptions.SCAN_PARTITION_NUM, problems);
        atLeast(given, WarehouseOptions.SCAN_FETCH_SIZE, problems);
        atLeast(given, WarehouseOptions.CONNECT_ATTEMPTS, problems);
        value(given, WarehouseOptions.SCAN_SHARED_SNAPSHOT, problems);
        value(given, WarehouseOptions.SCAN_COMPLETE_WHEN, problems)
                .filter(String::isBlank)
                .ifPresent(
                        blank ->
                                problems.add(
                                        WarehouseProblem.error(
                                                WarehouseOptions.SCAN_COMPLETE_WHEN.key(),
                                                "'scan.complete-when' is empty: give a SELECT of"
                                                        + " one boolean")));
        value(given, WarehouseOptions.CONNECT_TIMEOUT, problems);
        value(given, WarehouseOptions.QUERY_TIMEOUT, problems);
        return problems;
    }

    private static void relation(Configuration given, List<WarehouseProblem> problems) {
        Optional<String> table = value(given, WarehouseOptions.TABLE_NAME, problems);
        Optional<String> query = value(given, WarehouseOptions.QUERY, problems);
        if (table.isPresent() == query.isPresent()) {
            problems.add(
                    WarehouseProblem.error(
                            "table-name",
                            table.isPresent()
                                    ? "'table-name' and 'query' exclude each other: remove one"
                                    : "'table-name' or 'query' is missing: give one of them"));
        }
        if (table.isPresent() && !Relation.Table.isName(table.get())) {
            problems.add(
                    WarehouseProblem.error(
                            "table-name",
                            "'table-name' "
                                    + table.get()
                                    + " is not a table's name: write it as schema.table, in double"
                                    + " quotes where a part needs them, or use 'query'"));
        }
        if (query.isPresent() && query.get().isBlank()) {
            problems.add(WarehouseProblem.error("query", "'query' is empty: give a SELECT"));
        }
    }

    private static void atLeast(
            Configuration given, ConfigOption<Integer> option, List<WarehouseProblem> problems) {
        value(given, option, problems)
                .filter(number -> number < 1)
                .ifPresent(
                        number ->
                                problems.add(
                                        WarehouseProblem.error(
                                                option.key(),
                                                String.format(
                                                        "'%s' must be at least 1, is %d",
                                                        option.key(), number))));
    }

    private static <T> Optional<T> value(
            Configuration given, ConfigOption<T> option, List<WarehouseProblem> problems) {
        try {
            return given.getOptional(option);
        } catch (IllegalArgumentException e) {
            problems.add(
                    WarehouseProblem.error(
                            option.key(),
                            String.format(
                                    "'%s' has a value of the wrong form. %s",
                                    option.key(),
                                    Optional.ofNullable(e.getCause())
                                            .map(Throwable::getMessage)
                                            .orElse(""))));
            return Optional.empty();
        }
    }

    private static ConnectionSettings connection(Configuration given) {
        Map<String, String> properties = new TreeMap<>();
        given.toMap()
                .forEach(
                        (name, value) -> {
                            if (name.startsWith(WarehouseOptions.PROPERTIES_PREFIX)) {
                                properties.put(
                                        name.substring(WarehouseOptions.PROPERTIES_PREFIX.length()),
                                        value);
                            }
                        });
        return new ConnectionSettings(
                given.get(WarehouseOptions.URL),
                given.getOptional(WarehouseOptions.USERNAME).orElse(""),
                given.getOptional(WarehouseOptions.PASSWORD).orElse(""),
                given.getOptional(WarehouseOptions.DRIVER).orElse(""),
                given.get(WarehouseOptions.CONNECT_TIMEOUT),
                given.get(WarehouseOptions.CONNECT_ATTEMPTS),
                properties);
    }
}
