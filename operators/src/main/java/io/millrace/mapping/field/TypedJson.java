/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.row.IdentifierKind;
import io.millrace.row.IdentifierText;
import java.io.IOException;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/** JSON for fields whose type is known. A value that does not fit its field is a fault. */
final class TypedJson {

    private static final Pattern E164 = Pattern.compile("\\+[1-9]\\d{1,14}");

    private TypedJson() {}

    /**
     * For a column that is not an array.
     *
     * @param plain the form of the column's values where the type of the field is not known
     */
    static ColumnJson.Form form(LogicalType column, FieldType field, ColumnJson.Form plain) {
        return switch (field.fit(column)) {
            case EVERY_VALUE -> plain;
            case NO_VALUE -> misfit(column, field);
            case SOME_VALUES -> checked(column, field);
        };
    }

    private static ColumnJson.Form checked(LogicalType column, FieldType field) {
        return switch (field) {
            case DATE ->
                    (value, json) ->
                            json.writeString(date(ColumnJson.wholeText((StringData) value)));
            case GEO_LOCATION -> new GeoLocationJson((RowType) column);
            case USER_ID -> new Text(TypedJson::userId);
            case EMAIL -> new Text(TypedJson::email);
            case PHONE_NUMBER -> new Text(TypedJson::phoneNumber);
            case UNKNOWN, STRING, LONG, DOUBLE, BOOLEAN, OBJECT ->
                    throw new IllegalStateException(
                            field + " fits every value of a column or no value");
        };
    }

    private static ColumnJson.Form misfit(LogicalType column, FieldType field) {
        String type = column.copy(true).asSummaryString();
        return (value, json) -> {
            throw new UnmappableException(
                    ValueText.quoted(value.toString())
                            + " is "
                            + type
                            + ", and the field is "
                            + field.words());
        };
    }

    private static String date(String text) {
        if (!DateText.isDate(text)) {
            throw new UnmappableException(
                    ValueText.quoted(text) + " is not a date, and the field is a date in Iterable");
        }
        return text;
    }

    private static String userId(String text) {
        return IdentifierRule.checked(IdentifierKind.USER_ID, text);
    }

    private static String email(String text) {
        return IdentifierRule.checked(IdentifierKind.EMAIL, text);
    }

    private static String phoneNumber(String text) {
        if (!E164.matcher(text).matches()) {
            throw new UnmappableException(
                    ValueText.quoted(text)
                            + " is not in E.164 format: a plus and up to 15 digits, such as"
                            + " +15551112222");
        }
        return text;
    }

    /** Removes the white space around a text. A blank text is null. */
    private record Text(Function<String, String> check) implements ColumnJson.Form {

        @Override
        public boolean isNull(Object value) {
            return value == null || IdentifierText.of(value).isEmpty();
        }

        @Override
        public void write(Object value, JsonGenerator json) throws IOException {
            if (value instanceof StringData text) {
                ColumnJson.wholeText(text);
            }
            json.writeString(check.apply(IdentifierText.of(value).orElseThrow()));
        }
    }
}
