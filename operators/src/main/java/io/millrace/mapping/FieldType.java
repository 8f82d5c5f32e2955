/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

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
 * What a field of Iterable holds, and which columns can be written to it. The type of a field is
 * final ("Field Data Types" in Iterable's documentation). The last three are narrower than
 * Iterable's own string: fields that have a meaning of their own.
 */
public enum FieldType {
    /** Not known: the first value decides in Iterable. */
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

    /** Fields of this ending are places in Iterable, whatever else they are called. */
    public static final String GEO_SUFFIX = "_geo_location";

    private static final Set<String> POINT = Set.of("lat", "lon");

    private final String wireName;

    /** Whether values of a column can be written to a field. */
    public enum Fit {
        /** Each value of the column. */
        EVERY_VALUE,
        /** Some values of the column: each is checked before it is sent. */
        SOME_VALUES,
        /** No value of the column. */
        NO_VALUE
    }

    FieldType(String wireName) {
        this.wireName = wireName;
    }

    /** As {@code users/getFields} names it. */
    public String wireName() {
        return wireName;
    }

    /** As a message says what a field is. */
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

    /** The type that {@code users/getFields} and catalogs name so, if it has rules here. */
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

    /** Whether Iterable takes a value of the other type for a field of this one. */
    public boolean accepts(FieldType value) {
        return wireName.equals(value.wireName)
                || (this == DOUBLE && value == LONG)
                || (this == STRING && value == DATE);
    }

    /** A user's identity: it is never taken away by a null. */
    boolean isIdentity() {
        return this == USER_ID || this == EMAIL;
    }

    /** What the name alone tells of a field. */
    static FieldType ofName(String field) {
        return field.endsWith(GEO_SUFFIX) ? GEO_LOCATION : UNKNOWN;
    }

    /** Iterable holds an array as many values of one type. */
    public Fit fit(LogicalType column) {
        boolean isOwn = this == USER_ID || this == EMAIL || this == PHONE_NUMBER;
        return column instanceof ArrayType array && !isOwn
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

    /** Whether the column holds objects of two numbers, {@code lat} and {@code lon}. */
    public static boolean isPoint(LogicalType column) {
        return column instanceof RowType row
                && Set.copyOf(row.getFieldNames()).equals(POINT)
                && row.getChildren().stream().allMatch(type -> type.is(LogicalTypeFamily.NUMERIC));
    }
}
