/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect.postgres;

import io.millrace.row.RowEncoder;
import io.millrace.snapshot.warehouse.column.ColumnEncoder;
import io.millrace.snapshot.warehouse.column.SelectedColumn;
import io.millrace.snapshot.warehouse.dialect.BoundSql;
import io.millrace.snapshot.warehouse.dialect.JdbcStatements;
import io.millrace.snapshot.warehouse.dialect.PageAccess;
import io.millrace.snapshot.warehouse.dialect.RangeRows;
import io.millrace.snapshot.warehouse.dialect.StoredTable;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Pages of PostgreSQL's heap tables, by {@code ctid}; rows are copied out by {@code COPY}. */
final class PostgresPages implements PageAccess {

    private static final int FIRST_WITH_PAGE_RANGES = 14;

    /** The version text of PostgreSQL itself; servers that only resemble it write another. */
    private static final Pattern RELEASE = Pattern.compile("[0-9.]+( .*)?");

    /** As the snapshot sees it, except for the size. The last range is open, so size may differ. */
    private static final String STORED =
            """
            SELECT c.relfilenode::int8,
                   pg_relation_size(c.oid) / current_setting('block_size')::int8,
                   c.reltuples
            FROM pg_class c JOIN pg_am a ON a.oid = c.relam
            WHERE c.oid = to_regclass(?) AND c.relkind IN ('r', 'm') AND a.amname = 'heap'
              AND NOT c.relhassubclass AND c.relfilenode <> 0\
            """;

    private static final String FILE_NODE =
            "SELECT coalesce(pg_relation_filenode(to_regclass(?))::int8, 0)";

    /** PostgreSQL reads a range of pages without a scan of the whole table since version 14. */
    @Override
    public boolean isAvailable(Connection connection) throws SQLException {
        DatabaseMetaData server = connection.getMetaData();
        return server.getDatabaseMajorVersion() >= FIRST_WITH_PAGE_RANGES
                && RELEASE.matcher(server.getDatabaseProductVersion()).matches();
    }

    @Override
    public Optional<StoredTable> find(Connection connection, String from) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STORED)) {
            statement.setString(1, from);
            return JdbcStatements.texts(statement).stream()
                    // A table that is dropped at this moment has no size.
                    .filter(row -> row.stream().noneMatch(String::isEmpty))
                    .map(PostgresPages::storedTable)
                    .findFirst();
        }
    }

    private static StoredTable storedTable(List<String> row) {
        return new StoredTable(
                Long.parseLong(row.get(0)),
                Long.parseLong(row.get(1)),
                Double.parseDouble(row.get(2)));
    }

    /** Constants, not parameters: the server may plan a scan of the whole table for parameters. */
    @Override
    public BoundSql inPages(long from, OptionalLong upTo) {
        StringBuilder sql = new StringBuilder("ctid >= ").append(startOf(from));
        if (upTo.isPresent()) {
            sql.append(" AND ctid < ").append(startOf(upTo.getAsLong()));
        }
        return BoundSql.withoutArguments(sql.toString());
    }

    private static String startOf(long page) {
        return "'(" + page + ",0)'::tid";
    }

    @Override
    public void lockFile(Connection connection, String from) throws SQLException {
        JdbcStatements.execute(connection, "SELECT FROM " + from + " LIMIT 0");
    }

    @Override
    public long fileNode(Connection connection, String from) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FILE_NODE)) {
            statement.setString(1, from);
            return Long.parseLong(JdbcStatements.texts(statement).get(0).get(0));
        }
    }

    @Override
    public Optional<RangeRows> copy(
            Connection connection, String select, List<SelectedColumn> columns, RowEncoder encoder)
            throws SQLException {
        if (!connection.isWrapperFor(PGConnection.class)) {
            return Optional.empty();
        }
        PGConnection server = connection.unwrap(PGConnection.class);
        boolean utf8 = PostgresDialect.sendsUtf8(server);
        List<ColumnEncoder> encoders = new ArrayList<>();
        for (SelectedColumn selected : columns) {
            PostgresEncoders.of(selected.column(), selected.declared(), true, utf8)
                    .ifPresent(encoders::add);
        }
        if (encoders.size() < columns.size()) {
            return Optional.empty();
        }
        CopyOut copy =
                server.getCopyAPI().copyOut("COPY (" + select + ") TO STDOUT (FORMAT binary)");
        return Optional.of(new CopiedRows(copy, encoders, encoder));
    }

    @Override
    public void cancelCopy(Connection connection) throws SQLException {
        connection.unwrap(PGConnection.class).cancelQuery();
    }
}
