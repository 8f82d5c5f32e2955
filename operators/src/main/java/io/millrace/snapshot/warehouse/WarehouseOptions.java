/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The options of a {@code warehouse} table, for the {@code WITH} clause of its DDL. */
public final class WarehouseOptions {

    /** Options with this prefix are passed to the JDBC driver unchanged, without the prefix. */
    public static final String PROPERTIES_PREFIX = "properties.";

    public static final ConfigOption<String> URL =
            ConfigOptions.key("url")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "JDBC address of the warehouse, such as"
                                    + " jdbc:postgresql://host:5432/database.");

    public static final ConfigOption<String> USERNAME =
            ConfigOptions.key("username")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("User to connect as; reading rights are enough.");

    public static final ConfigOption<String> PASSWORD =
            ConfigOptions.key("password")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("Password of the user; never logged.");

    public static final ConfigOption<String> TABLE_NAME =
            ConfigOptions.key("table-name")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Table or view to read, with its schema if needed, written as in the"
                                    + " warehouse's SQL. Either this or 'query'.");

    public static final ConfigOption<String> QUERY =
            ConfigOptions.key("query")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "SELECT statement in the warehouse's own SQL; it runs there, as a"
                                    + " subquery. Either this or 'table-name'.");

    public static final ConfigOption<Integer> SCAN_PARTITION_NUM =
            ConfigOptions.key("scan.partition.num")
                    .intType()
                    .noDefaultValue()
                    .withDescription(
                            "Number of ranges, of the table's pages or the primary key, to read"
                                    + " separately. Without it, many small ranges chosen by the size of"
                                    + " the table, or one range if the ranges can't share a snapshot.");

    public static final ConfigOption<Integer> SCAN_FETCH_SIZE =
            ConfigOptions.key("scan.fetch-size")
                    .intType()
                    .defaultValue(5_000)
                    .withDescription("Rows the driver takes from the server in one round trip.");

    public static final ConfigOption<Boolean> SCAN_SHARED_SNAPSHOT =
            ConfigOptions.key("scan.shared-snapshot")
                    .booleanType()
                    .defaultValue(true)
                    .withDescription(
                            "Reads all ranges as the table is at one moment, where the warehouse"
                                    + " can share a snapshot (PostgreSQL). One transaction stays open"
                                    + " while the table is read. If false, the table is read by one"
                                    + " statement, unless 'scan.partition.num' is set.");

    public static final ConfigOption<String> SCAN_COMPLETE_WHEN =
            ConfigOptions.key("scan.complete-when")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "SELECT of one boolean in the warehouse's own SQL that is true once the"
                                    + " table is complete. It is evaluated when the table is read."
                                    + " If it returns false or null, the run is held: nothing is"
                                    + " sent or removed.");

    public static final ConfigOption<String> DRIVER =
            ConfigOptions.key("driver")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Class of the JDBC driver. Without it, the driver on the class path"
                                    + " that accepts the address.");

    public static final ConfigOption<Duration> CONNECT_TIMEOUT =
            ConfigOptions.key("connect-timeout")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(20))
                    .withDescription("How long one attempt to connect may take.");

    public static final ConfigOption<Integer> CONNECT_ATTEMPTS =
            ConfigOptions.key("connect-attempts")
                    .intType()
                    .defaultValue(4)
                    .withDescription(
                            "How often to try to connect, with growing pauses, while the warehouse"
                                    + " can't be reached.");

    public static final ConfigOption<Duration> QUERY_TIMEOUT =
            ConfigOptions.key("query-timeout")
                    .durationType()
                    .defaultValue(Duration.ZERO)
                    .withDescription(
                            "How long the warehouse may take to return the first rows of a"
                                    + " statement; 0 is no limit.");

    private WarehouseOptions() {}
}
