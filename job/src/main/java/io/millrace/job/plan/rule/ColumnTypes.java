/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.rule;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;

/** What a column's type is good for. */
public final class ColumnTypes {

    /** How to give the fields of {@code ROW(...)} their names. */
    public static final String NAME_THE_FIELDS =
            "Name the fields: CAST(ROW(a, b) AS ROW<a STRING, b INT>)";

    private static final Pattern MADE_UP = Pattern.compile("EXPR\\$\\d+");

    private ColumnTypes() {}

    /** Whether a value has a form in JSON. */
    public static boolean isMappable(LogicalType type) {
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
    public static boolean isKey(LogicalType type) {
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

    /**
     * The first field within rows of the type that is named so, at any depth.
     *
     * @param name what the name is like
     */
    public static Optional<String> field(LogicalType type, Predicate<String> name) {
        Optional<String> own =
                type instanceof RowType row
                        ? row.getFieldNames().stream().filter(name).findFirst()
                        : Optional.empty();
        return own.or(
                () ->
                        type.getChildren().stream()
                                .flatMap(child -> field(child, name).stream())
                                .findFirst());
    }

    /** True for what {@code ROW(...)} calls its fields, which have no names in it. */
    public static boolean isMadeUp(String name) {
        return MADE_UP.matcher(name).matches();
    }

    public static boolean isText(LogicalType type) {
        return type.is(LogicalTypeFamily.CHARACTER_STRING);
    }

    public static boolean isWholeNumber(LogicalType type) {
        return type.is(LogicalTypeFamily.INTEGER_NUMERIC)
                || (type.is(LogicalTypeRoot.DECIMAL) && ((DecimalType) type).getScale() == 0);
    }
}
