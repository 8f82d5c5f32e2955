/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * A time as a statement binds it. jdbi's own binding depends on the time zone of the process.
 *
 * @param millis epoch milliseconds; 0 is bound as null
 */
record LedgerTime(long millis) implements Argument {

    @Override
    public void apply(int position, PreparedStatement statement, StatementContext context)
            throws SQLException {
        if (millis == 0) {
            statement.setNull(position, Types.TIMESTAMP_WITH_TIMEZONE);
        } else {
            statement.setObject(
                    position,
                    OffsetDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC));
        }
    }

    /** The epoch milliseconds of a column; 0 if it is null. */
    static long read(ResultSet result, String column) throws SQLException {
        return Optional.ofNullable(result.getObject(column, OffsetDateTime.class))
                .map(time -> time.toInstant().toEpochMilli())
                .orElse(0L);
    }
}
