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

/** What values of a column type can be used for. */
public final class ColumnTypes {

    /** The fix for a {@code ROW(...)} whose fields have no names. */
    public static final String NAME_THE_FIELDS =
            "Name the fields: CAST(ROW(a, b) AS ROW<a STRING, b INT>)";

    private static final Pattern GENERATED = Pattern.compile("EXPR\\$\\d+");

    private ColumnTypes() {}

    /** Whether values of the type can be converted to JSON. */
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

    /** Whether values of the type can be compared for equality. */
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
     * The first field name, at any depth of the type, that matches.
     *
     * @param name the condition for the name
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

    /** True for a name that Flink generates for an unnamed field of {@code ROW(...)}. */
    public static boolean isGenerated(String name) {
        return GENERATED.matcher(name).matches();
    }

    public static boolean isText(LogicalType type) {
        return type.is(LogicalTypeFamily.CHARACTER_STRING);
    }

    public static boolean isWholeNumber(LogicalType type) {
        return type.is(LogicalTypeFamily.INTEGER_NUMERIC)
                || (type.is(LogicalTypeRoot.DECIMAL) && ((DecimalType) type).getScale() == 0);
    }
}
