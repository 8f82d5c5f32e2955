/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.flink.table.types.logical.RowType;

/**
 * A {@code warehouse} table as its DDL declares it, less the columns nobody asked for.
 *
 * @param columns names and types of the rows to emit
 * @param key the primary key's columns in key order; no fields if none is declared. They need not
 *     be among {@code columns}
 */
record WarehouseTable(
        ConnectionSettings connection,
        Relation relation,
        ScanSettings scan,
        RowType columns,
        RowType key)
        implements Serializable {

    WarehouseDialect dialect() {
        return WarehouseDialect.of(connection.url());
    }

    boolean hasKey() {
        return key.getFieldCount() > 0;
    }

    /** See {@link WarehouseDialect#facts}. */
    RelationFacts facts(Connection open) throws SQLException {
        String from = relation.from(dialect());
        return dialect().facts(open, from, relation.isName() ? from : "");
    }

    /** Whether ranges can see the table at one moment, as far as is known before one tries. */
    boolean sharesSnapshots(RelationFacts facts) {
        return scan.sharedSnapshot() && dialect().sharesSnapshots() && !facts.elsewhere();
    }

    WarehouseTable withColumns(RowType wanted) {
        return new WarehouseTable(connection, relation, scan, wanted, key);
    }

    /** Says what failed, where, and in the server's words; without secrets. */
    WarehouseException failure(String what, Throwable cause) {
        String words =
                cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String message =
                connection.withoutSecrets(
                        what
                                + " "
                                + relation.description()
                                + " of "
                                + connection.address()
                                + ": "
                                + words);
        return connection.isFreeOfSecrets(cause)
                ? new WarehouseException(message, cause)
                : new WarehouseException(message);
    }
}
