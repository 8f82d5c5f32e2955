/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

import io.millrace.row.IdentifierText;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;

/**
 * The type of a field in Iterable, and which columns can be written to the field. Iterable never
 * changes the type of a field ("Field Data Types" in its documentation). The last three are strings
 * in Iterable with rules of their own.
 */
public enum FieldType {
    /** Not known: Iterable takes the type from the first value. */
    UNKNOWN(""),
    STRING("string"),
    DATE("date"),
    LONG("long"),
    DOUBLE("double"),
    BOOLEAN("boolean"),
    GEO_LOCATION("geo_location"),
    OBJECT("object"),
    USER_ID("string"),
    EMAIL("string"),
    PHONE_NUMBER("string");

    /** A field whose name has this ending is a geo location in Iterable. */
    public static final String GEO_SUFFIX = "_geo_location";

    private static final Set<String> POINT = Set.of("lat", "lon");

    private final String wireName;

    /** Which values of a column can be written to a field. */
    public enum Fit {
        /** Each value of the column. */
        EVERY_VALUE,
        /** Some values of the column. Each value is checked before it is sent. */
        SOME_VALUES,
        /** No value of the column. */
        NO_VALUE
    }

    FieldType(String wireName) {
        this.wireName = wireName;
    }

    /** The type's name in {@code users/getFields}. */
    public String wireName() {
        return wireName;
    }

    /** Describes a field of this type in a message. */
    public String words() {
        return switch (this) {
            case UNKNOWN -> "of a type that is not known";
            case OBJECT -> "an object in Iterable";
            case USER_ID -> "Iterable's user id, a text";
            case EMAIL -> "Iterable's email address, a text";
            case PHONE_NUMBER -> "Iterable's phone number, a text";
            case STRING, DATE, LONG, DOUBLE, BOOLEAN, GEO_LOCATION ->
                    "a " + wireName + " in Iterable";
        };
    }

    /** The type with this name in {@code users/getFields} or a catalog; empty if unknown here. */
    public static Optional<FieldType> named(String wireName) {
        if (wireName.equals("nested")) {
            return Optional.of(OBJECT);
        }
        return Arrays.stream(values())
                .filter(type -> type != UNKNOWN && type.wireName.equals(wireName))
                .findFirst();
    }

    /** The type Iterable gives a field whose first value is this text. */
    public static FieldType ofText(String text) {
        return DateText.isDate(text) ? DATE : STRING;
    }

    /** True if Iterable accepts a value of the other type for a field of this type. */
    public boolean accepts(FieldType value) {
        return wireName.equals(value.wireName)
                || (this == DOUBLE && value == LONG)
                || (this == STRING && value == DATE);
    }

    /** True for a user's identity, which a null never removes. */
    boolean isIdentity() {
        return this == USER_ID || this == EMAIL;
    }

    /** The type that follows from the field's name. */
    public static FieldType ofName(String field) {
        return field.endsWith(GEO_SUFFIX) ? GEO_LOCATION : UNKNOWN;
    }

    /** To Iterable, an array is several values of one type. */
    public Fit fit(LogicalType column) {
        boolean isChecked = this == USER_ID || this == EMAIL || this == PHONE_NUMBER;
        return column instanceof ArrayType array && !isChecked
                ? fit(array.getElementType())
                : fitOfValue(column);
    }

    private Fit fitOfValue(LogicalType column) {
        return switch (this) {
            case UNKNOWN -> Fit.EVERY_VALUE;
            case STRING -> every(isText(column) || isDate(column) || isTime(column));
            case DATE -> isText(column) ? Fit.SOME_VALUES : every(isDate(column));
            case LONG -> every(isWhole(column));
            case DOUBLE -> every(column.is(LogicalTypeFamily.NUMERIC));
            case BOOLEAN -> every(column.is(LogicalTypeRoot.BOOLEAN));
            case GEO_LOCATION -> isPoint(column) ? Fit.SOME_VALUES : Fit.NO_VALUE;
            case OBJECT -> every(column.is(LogicalTypeRoot.ROW) || column.is(LogicalTypeRoot.MAP));
            case USER_ID -> IdentifierText.supports(column) ? Fit.SOME_VALUES : Fit.NO_VALUE;
            case EMAIL, PHONE_NUMBER -> isText(column) ? Fit.SOME_VALUES : Fit.NO_VALUE;
        };
    }

    private static Fit every(boolean fits) {
        return fits ? Fit.EVERY_VALUE : Fit.NO_VALUE;
    }

    private static boolean isText(LogicalType column) {
        return column.is(LogicalTypeFamily.CHARACTER_STRING);
    }

    private static boolean isDate(LogicalType column) {
        return column.is(LogicalTypeRoot.DATE)
                || column.is(LogicalTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE)
                || column.is(LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE);
    }

    private static boolean isTime(LogicalType column) {
        return column.is(LogicalTypeRoot.TIME_WITHOUT_TIME_ZONE);
    }

    private static boolean isWhole(LogicalType column) {
        return column.is(LogicalTypeFamily.INTEGER_NUMERIC)
                || (column instanceof DecimalType decimal && decimal.getScale() == 0);
    }

    /** True if the column holds objects of two numbers, {@code lat} and {@code lon}. */
    public static boolean isPoint(LogicalType column) {
        return column instanceof RowType row
                && Set.copyOf(row.getFieldNames()).equals(POINT)
                && row.getChildren().stream().allMatch(type -> type.is(LogicalTypeFamily.NUMERIC));
    }
}
