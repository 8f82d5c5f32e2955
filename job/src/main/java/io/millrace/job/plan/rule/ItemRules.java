/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.rule;

import io.millrace.mapping.CommerceItem;
import io.millrace.row.IdentifierText;
import java.util.List;
import java.util.Optional;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;

/** Checks whether an array of rows can be the items of purchases and carts. */
final class ItemRules {

    private ItemRules() {}

    /**
     * The first problem of a column that is not text, to be appended to the description of the
     * required type; empty if there is none.
     */
    static Optional<String> mismatch(LogicalType type) {
        if (!(type instanceof ArrayType array)
                || !(array.getElementType() instanceof RowType item)) {
            return Optional.of("");
        }
        if (ColumnTypes.field(item, ColumnTypes::isGenerated).isPresent()) {
            return Optional.of("; its fields have no names. " + ColumnTypes.NAME_THE_FIELDS);
        }
        List<String> names = item.getFieldNames();
        for (String name : CommerceItem.REQUIRED) {
            if (!names.contains(name)) {
                return Optional.of("; it has no '" + name + "'");
            }
        }
        return item.getFields().stream()
                .map(field -> mismatch(field.getName(), field.getType()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> mismatch(String name, LogicalType type) {
        return switch (name) {
            case "price", "quantity" ->
                    unless(isNumber(type), name, type, "a number, or a STRING that holds one");
            case "categories" -> unless(isArrayOfTexts(type), name, type, "an ARRAY<STRING>");
            case "dataFields" -> unless(isObject(type), name, type, "a ROW or a MAP");
            default ->
                    isText(name)
                            ? unless(
                                    IdentifierText.supports(type),
                                    name,
                                    type,
                                    "a STRING or a whole number")
                            : Optional.of(
                                    "; an item can't have '"
                                            + name
                                            + "': put it into a ROW with the name dataFields");
        };
    }

    private static Optional<String> unless(
            boolean fits, String name, LogicalType type, String words) {
        return fits
                ? Optional.empty()
                : Optional.of(
                        "; '" + name + "' is " + type.asSummaryString() + " and must be " + words);
    }

    private static boolean isText(String name) {
        return CommerceItem.REQUIRED.contains(name) || CommerceItem.OPTIONAL.contains(name);
    }

    private static boolean isNumber(LogicalType type) {
        return type.is(LogicalTypeFamily.NUMERIC) || ColumnTypes.isText(type);
    }

    private static boolean isArrayOfTexts(LogicalType type) {
        return type instanceof ArrayType array && IdentifierText.supports(array.getElementType());
    }

    private static boolean isObject(LogicalType type) {
        return (type.is(LogicalTypeRoot.ROW) || type.is(LogicalTypeRoot.MAP))
                && ColumnTypes.isMappable(type);
    }
}
