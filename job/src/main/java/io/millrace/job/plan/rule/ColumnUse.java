/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.rule;

import io.millrace.row.IdentifierText;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/** The use of a column that an option names, which determines the types it may have. */
public enum ColumnUse {
    TEXT("a STRING", ColumnTypes::isText),
    NAME("a STRING or a whole number", IdentifierText::supports),
    WHOLE_NUMBER("a whole number", ColumnTypes::isWholeNumber),
    NUMBER(
            "a number, or a STRING that holds one",
            type -> type.is(LogicalTypeFamily.NUMERIC) || ColumnTypes.isText(type)),
    MOMENT(
            "a TIMESTAMP, a DATE, or a whole number of seconds or milliseconds since 1970",
            type ->
                    type.is(LogicalTypeRoot.DATE)
                            || type.is(LogicalTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE)
                            || type.is(LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE)
                            || ColumnTypes.isWholeNumber(type)),
    IDS(
            "an ARRAY of whole numbers",
            type ->
                    type instanceof ArrayType array
                            && ColumnTypes.isWholeNumber(array.getElementType())),
    ITEMS(
            "an ARRAY<ROW<id, name, price, quantity>>, or a STRING that holds such a JSON array",
            type -> ColumnTypes.isText(type) || ItemRules.mismatch(type).isEmpty());

    private final String words;
    private final Predicate<LogicalType> fits;

    ColumnUse(String words, Predicate<LogicalType> fits) {
        this.words = words;
        this.fits = fits;
    }

    /** The fix if the type does not fit; empty if it does. */
    public Optional<String> mismatch(LogicalType type) {
        if (fits.test(type)) {
            return Optional.empty();
        }
        String detail = this == ITEMS ? ItemRules.mismatch(type).orElse("") : "";
        return Optional.of("It must be " + words + detail);
    }
}
