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

/** Resolves the options of a DDL to a {@link WarehouseTable}, or reports every problem of them. */
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
        List<RowType.RowField> keyFields =
                key.stream()
                        .map(name -> columns.getFields().get(columns.getFieldIndex(name)))
                        .toList();
        return new WarehouseTable(
                connection(given), relation, scan(given), columns, new RowType(keyFields));
    }

    private static ScanSettings scan(Configuration given) {
        return new ScanSettings(
                given.getOptional(WarehouseOptions.SCAN_PARTITION_NUM)
                        .orElse(WarehouseDialect.AUTOMATIC),
                given.get(WarehouseOptions.SCAN_FETCH_SIZE),
                given.get(WarehouseOptions.SCAN_SHARED_SNAPSHOT),
                given.getOptional(WarehouseOptions.SCAN_COMPLETE_WHEN).orElse(""),
                given.get(WarehouseOptions.QUERY_TIMEOUT));
    }

    /** Returns every problem of the options; empty if they are valid. */
    static List<WarehouseProblem> problems(Map<String, String> options) {
        Configuration given = Configuration.fromMap(options);
        List<WarehouseProblem> problems = new ArrayList<>();
        checkUrl(given, problems);
        checkRelation(given, problems);
        checkAtLeastOne(given, WarehouseOptions.SCAN_PARTITION_NUM, problems);
        checkAtLeastOne(given, WarehouseOptions.SCAN_FETCH_SIZE, problems);
        checkAtLeastOne(given, WarehouseOptions.CONNECT_ATTEMPTS, problems);
        value(given, WarehouseOptions.SCAN_SHARED_SNAPSHOT, problems);
        checkCompleteWhen(given, problems);
        value(given, WarehouseOptions.CONNECT_TIMEOUT, problems);
        value(given, WarehouseOptions.QUERY_TIMEOUT, problems);
        return problems;
    }

    private static void checkUrl(Configuration given, List<WarehouseProblem> problems) {
        Optional<String> url = value(given, WarehouseOptions.URL, problems);
        if (url.isEmpty()) {
            problems.add(
                    WarehouseProblem.error(
                            "url", "'url' is missing: give the JDBC address of the warehouse"));
        } else if (!url.get().startsWith("jdbc:")) {
            problems.add(
                    WarehouseProblem.error(
                            "url",
                            "'url' must be a JDBC address such as"
                                    + " jdbc:postgresql://host:5432/database"));
        }
    }

    private static void checkCompleteWhen(Configuration given, List<WarehouseProblem> problems) {
        Optional<String> query = value(given, WarehouseOptions.SCAN_COMPLETE_WHEN, problems);
        if (query.isPresent() && query.get().isBlank()) {
            problems.add(
                    WarehouseProblem.error(
                            WarehouseOptions.SCAN_COMPLETE_WHEN.key(),
                            "'scan.complete-when' is empty: give a SELECT of one boolean"));
        }
    }

    private static void checkRelation(Configuration given, List<WarehouseProblem> problems) {
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

    private static void checkAtLeastOne(
            Configuration given, ConfigOption<Integer> option, List<WarehouseProblem> problems) {
        Optional<Integer> number = value(given, option, problems);
        if (number.isPresent() && number.get() < 1) {
            problems.add(
                    WarehouseProblem.error(
                            option.key(),
                            String.format(
                                    "'%s' must be at least 1, is %d", option.key(), number.get())));
        }
    }

    /** Returns the option's value; empty, with a problem added, if the value has a wrong form. */
    private static <T> Optional<T> value(
            Configuration given, ConfigOption<T> option, List<WarehouseProblem> problems) {
        try {
            return given.getOptional(option);
        } catch (IllegalArgumentException e) {
            String cause = e.getCause() == null ? "" : String.valueOf(e.getCause().getMessage());
            problems.add(
                    WarehouseProblem.error(
                            option.key(),
                            String.format(
                                    "'%s' has a value of the wrong form. %s",
                                    option.key(), cause)));
            return Optional.empty();
        }
    }

    private static ConnectionSettings connection(Configuration given) {
        String prefix = WarehouseOptions.PROPERTIES_PREFIX;
        Map<String, String> properties = new TreeMap<>();
        given.toMap()
                .forEach(
                        (name, value) -> {
                            if (name.startsWith(prefix)) {
                                properties.put(name.substring(prefix.length()), value);
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
