/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.rule;

import io.millrace.row.IdentifierText;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/** What a column named by an option is used for, and so what its type must be. */
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
            type -> ColumnTypes.isText(type) || ItemRules.complaint(type).isEmpty());

    private final String words;
    private final Predicate<LogicalType> fits;

    ColumnUse(String words, Predicate<LogicalType> fits) {
        this.words = words;
        this.fits = fits;
    }

    /** What the type must be, if it is not. */
    public Optional<String> complaint(LogicalType type) {
        if (fits.test(type)) {
            return Optional.empty();
        }
        String detail = this == ITEMS ? ItemRules.complaint(type).orElse("") : "";
        return Optional.of("It must be " + words + detail);
    }
}
