/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.column;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Function;

/**
 * Reads one column in two steps: fetch the value without loss, then convert it.
 *
 * @param convert takes the fetched value, never null, and returns Flink's internal form of the
 *     declared type; throws {@link ArithmeticException} if the type can't hold the value
 */
public record ColumnReader(Fetch fetch, Function<Object, Object> convert) {

    /** Fetches a value by its 1-based index; returns null for SQL's NULL. */
    public interface Fetch {
        Object from(ResultSet row, int index) throws SQLException;
    }
}
