/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.dialect.BoundSql;
import io.millrace.snapshot.warehouse.dialect.RelationFacts;
import io.millrace.snapshot.warehouse.dialect.WarehouseDialect;
import io.millrace.snapshot.warehouse.range.RangeStatement;
import io.millrace.snapshot.warehouse.range.TableRange;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.flink.table.types.logical.RowType;

/**
 * A {@code warehouse} table as its DDL declares it, reduced to the columns a query reads.
 *
 * @param columns names and types of the rows to emit
 * @param key the primary key's columns in key order; no fields if none is declared. They may be
 *     missing in {@code columns}
 */
record WarehouseTable(
        ConnectionSettings connection,
        Relation relation,
        ScanSettings scan,
        RowType columns,
        RowType key)
        implements Serializable {

    WarehouseDialect dialect() {
        return Dialects.of(connection.url());
    }

    /** Returns the relation as written in a {@code FROM} clause. */
    String from() {
        return relation.from(dialect());
    }

    /** Returns the statement that reads a range. */
    BoundSql statement(RowShape shape, TableRange range) {
        return new RangeStatement(dialect(), from(), shape.selected(), shape.key()).of(range);
    }

    boolean hasKey() {
        return key.getFieldCount() > 0;
    }

    /** See {@link WarehouseDialect#relationFacts}. */
    RelationFacts facts(Connection open) throws SQLException {
        String from = from();
        return dialect().relationFacts(open, from, relation.isName() ? from : "");
    }

    /** Whether ranges can share a snapshot; the server may still refuse to export one. */
    boolean sharesSnapshots(RelationFacts facts) {
        return scan.sharedSnapshot() && dialect().sharedSnapshots().isPresent() && !facts.foreign();
    }

    WarehouseTable withColumns(RowType wanted) {
        return new WarehouseTable(connection, relation, scan, wanted, key);
    }

    /** Returns an exception with what failed, where, and the server's message; no secrets. */
    WarehouseException failure(String what, Throwable cause) {
        String reason =
                cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String full =
                String.format(
                        "%s %s of %s: %s",
                        what, relation.description(), connection.address(), reason);
        String message = connection.withoutSecrets(full);
        return connection.isFreeOfSecrets(cause)
                ? new WarehouseException(message, cause)
                : new WarehouseException(message);
    }
}
