/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Function;

/**
 * Reads one column in two steps.
 *
 * @param fetch the value as it is in the warehouse, nothing lost; null for SQL's null
 * @param convert the fetched value, never null, as Flink's internal form of the declared type;
 *     throws {@link ArithmeticException} if the type can't hold it
 */
record ColumnReader(Fetch fetch, Function<Object, Object> convert) {

    /** Gets a value by its 1-based index; null for SQL's null. */
    interface Fetch {
        Object from(ResultSet row, int index) throws SQLException;
    }
}
