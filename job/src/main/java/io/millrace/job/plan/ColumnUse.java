/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.mapping.CommerceItems;
import io.millrace.snapshot.IdentifierText;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;

/** What a column named by an option is used for, and so what its type must be. */
enum ColumnUse {
    TEXT("a STRING", ColumnTypes::isText),
    NAME("a STRING or a whole number", IdentifierText::supports),
    WHOLE_NUMBER("a whole number", ColumnTypes::isWholeNumber),
    NUMBER("a number", type -> type.is(LogicalTypeFamily.NUMERIC)),
    MOMENT(
            "a TIMESTAMP, or a whole number of seconds since 1970",
            type ->
                    type.is(LogicalTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE)
                            || type.is(LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE)
                            || ColumnTypes.isWholeNumber(type)),
    IDS(
            "an ARRAY of whole numbers",
            type ->
                    type instanceof ArrayType array
                            && ColumnTypes.isWholeNumber(array.getElementType())),
    ITEMS(
            "an ARRAY<ROW<id, name, price, quantity>>, or a STRING that holds such a JSON array",
            type -> ColumnTypes.isText(type) || isArrayOfItems(type));

    private final String words;
    private final Predicate<LogicalType> fits;

    ColumnUse(String words, Predicate<LogicalType> fits) {
        this.words = words;
        this.fits = fits;
    }

    /** What the type must be, if it is not. */
    Optional<String> complaint(LogicalType type) {
        return fits.test(type) ? Optional.empty() : Optional.of("It must be " + words);
    }

    private static boolean isArrayOfItems(LogicalType type) {
        if (!(type instanceof ArrayType array)
                || !(array.getElementType() instanceof RowType row)) {
            return false;
        }
        List<String> names = row.getFieldNames();
        return names.containsAll(CommerceItems.REQUIRED)
                && names.stream()
                        .allMatch(
                                name ->
                                        CommerceItems.REQUIRED.contains(name)
                                                || CommerceItems.OPTIONAL.contains(name))
                && ColumnTypes.isMappable(row)
                && row.getTypeAt(row.getFieldIndex("price")).is(LogicalTypeFamily.NUMERIC)
                && ColumnTypes.isWholeNumber(row.getTypeAt(row.getFieldIndex("quantity")));
    }
}
