/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.column;

import java.sql.Types;
import java.util.Objects;

/**
 * A column as the warehouse describes it.
 *
 * @param typeName the database's name of the type
 * @param precision 0 if unknown or unlimited
 * @param mayBeNull false only if the warehouse guarantees that no value is NULL
 * @param origin the stored column the values come from
 */
public record SourceColumn(
        String name,
        SourceKind kind,
        int jdbcType,
        String typeName,
        int precision,
        int scale,
        boolean mayBeNull,
        Origin origin) {

    /** Whether values are padded with blanks to the length of the type. */
    public boolean isPadded() {
        return kind == SourceKind.TEXT && (jdbcType == Types.CHAR || jdbcType == Types.NCHAR);
    }

    /** The stored column behind a column of a result; blank names if there is none or unknown. */
    public record Origin(String schema, String table, String column) {

        /** Takes the names as a driver returns them: null means unknown. */
        public static Origin of(String schema, String table, String column) {
            return new Origin(
                    Objects.requireNonNullElse(schema, ""),
                    Objects.requireNonNullElse(table, ""),
                    Objects.requireNonNullElse(column, ""));
        }

        public boolean isKnown() {
            return !table.isBlank() && !column.isBlank();
        }
    }
}
