/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.MapType;

/** What a column's type is good for. */
final class ColumnTypes {

    private ColumnTypes() {}

    /** Whether a value has a form in JSON. */
    static boolean isMappable(LogicalType type) {
        return switch (type.getTypeRoot()) {
            case CHAR,
                    VARCHAR,
                    BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    DECIMAL,
                    FLOAT,
                    DOUBLE,
                    DATE,
                    TIME_WITHOUT_TIME_ZONE,
                    TIMESTAMP_WITHOUT_TIME_ZONE,
                    TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                    true;
            case ARRAY, ROW -> type.getChildren().stream().allMatch(ColumnTypes::isMappable);
            case MAP ->
                    ((MapType) type).getKeyType().is(LogicalTypeFamily.CHARACTER_STRING)
                            && isMappable(((MapType) type).getValueType());
            default -> false;
        };
    }

    /** Whether two values can be told apart and equal ones be known as equal. */
    static boolean isKey(LogicalType type) {
        return switch (type.getTypeRoot()) {
            case CHAR,
                    VARCHAR,
                    BOOLEAN,
                    BINARY,
                    VARBINARY,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    DECIMAL,
                    FLOAT,
                    DOUBLE,
                    DATE,
                    TIME_WITHOUT_TIME_ZONE,
                    TIMESTAMP_WITHOUT_TIME_ZONE,
                    TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                    true;
            default -> false;
        };
    }

    static boolean isText(LogicalType type) {
        return type.is(LogicalTypeFamily.CHARACTER_STRING);
    }

    static boolean isWholeNumber(LogicalType type) {
        return type.is(LogicalTypeFamily.INTEGER_NUMERIC)
                || (type.is(LogicalTypeRoot.DECIMAL) && ((DecimalType) type).getScale() == 0);
    }
}
