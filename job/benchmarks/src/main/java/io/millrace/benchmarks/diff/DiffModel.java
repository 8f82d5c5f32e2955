/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

/** How the model reads the table; the rows are the same. */
public enum DiffModel {
    /** The table by its name: its pages are copied. */
    TABLE("TABLE customers", "'table-name' = 'customers'", ""),
    /** A statement that runs in the database: ranges of its key are read by cursors. */
    QUERY("TABLE customers", "'query' = 'SELECT * FROM customers WHERE email IS NOT NULL'", ""),
    /** A view over the table, whose rows pass Flink's SQL. */
    VIEW(
            "TABLE stored_customers",
            "'table-name' = 'customers'",
            "\nCREATE VIEW customers AS\nSELECT * FROM stored_customers WHERE email IS NOT NULL;\n");

    private final String created;
    private final String reading;
    private final String view;

    DiffModel(String created, String reading, String view) {
        this.created = created;
        this.reading = reading;
        this.view = view;
    }

    /** Changes the definition of the table to this model. */
    String definition(String table) {
        return table.replace(TABLE.created, created).replace(TABLE.reading, reading) + view;
    }

    /** Changes the sync of the table to this model: a view does not declare its key. */
    String sync(String table, DiffKey key) {
        return this == VIEW ? "key: [" + key.columns() + "]\n" + table : table;
    }
}
