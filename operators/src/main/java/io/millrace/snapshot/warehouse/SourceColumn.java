/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.sql.Types;
import java.util.Objects;

/**
 * A column as the warehouse describes it.
 *
 * @param typeName in the warehouse's words
 * @param precision 0 if unknown or unlimited
 * @param mayBeNull false only if the warehouse guarantees it
 * @param origin where the values come from
 */
record SourceColumn(
        String name,
        SourceKind kind,
        int jdbcType,
        String typeName,
        int precision,
        int scale,
        boolean mayBeNull,
        Origin origin) {

    /** Whether values are filled up with blanks to the length of the type. */
    boolean isPadded() {
        return kind == SourceKind.TEXT && (jdbcType == Types.CHAR || jdbcType == Types.NCHAR);
    }

    /** The stored column behind a column; blank names if there is none or it is not known. */
    record Origin(String schema, String table, String column) {

        /** Names as a driver gives them: null stands for unknown. */
        static Origin of(String schema, String table, String column) {
            return new Origin(
                    Objects.requireNonNullElse(schema, ""),
                    Objects.requireNonNullElse(table, ""),
                    Objects.requireNonNullElse(column, ""));
        }

        boolean isKnown() {
            return !table.isBlank() && !column.isBlank();
        }
    }
}
