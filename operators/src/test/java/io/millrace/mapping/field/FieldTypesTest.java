/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

import static io.millrace.mapping.field.FieldType.Fit.EVERY_VALUE;
import static io.millrace.mapping.field.FieldType.Fit.NO_VALUE;
import static io.millrace.mapping.field.FieldType.Fit.SOME_VALUES;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.CatalogMapping;
import io.millrace.mapping.EventMapping;
import io.millrace.mapping.EventTraits;
import io.millrace.mapping.ListMapping;
import io.millrace.mapping.MappedRows;
import io.millrace.mapping.Mapping;
import io.millrace.mapping.PurchaseMapping;
import io.millrace.mapping.Removal;
import io.millrace.mapping.UserMapping;
import io.millrace.mapping.operation.Operation;
import io.millrace.row.IdentifierKind;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A value its field can't hold rejects its row, with the column; what fits is sent unchanged. */
class FieldTypesTest {

    private static final String E_MAIL = "a@example.com";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-02-29",
                "2024-01-01 23:59:59",
                "2024-01-01 10:00:00 +00:00",
                "2024-01-01T10:00:00.000Z",
                "2024-01-01T10:00:00.000+01:00"
            })
    void aTextInADateFormatOfIterableIsADate(String text) {
        assertThat(sent("date", DataTypes.STRING(), text)).isEqualTo("{\"f\":\"" + text + "\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "N/A",
                "2023-02-29",
                "2024-01-01 24:00:00",
                "2024-01-01 10:00:00.000",
                "2024-01-01 10:00:00.123+00",
                "01.02.2024"
            })
    void anyOtherTextDoesNotFitADateField(String text) {
        assertThat(fault("date", DataTypes.STRING(), text))
                .isEqualTo(
                        "column 'c': '"
                                + text
                                + "' is not a date, and the field is a date in Iterable");
    }

    @Test
    void aColumnOfAnotherTypeThanItsFieldRejectsItsRowsWithColumnTypeAndValue() {
        assertThat(fault("date", DataTypes.BIGINT(), 42L))
                .isEqualTo("column 'c': '42' is BIGINT, and the field is a date in Iterable");
        assertThat(fault("string", DataTypes.BIGINT(), 42L)).contains("a string in Iterable");
        assertThat(fault("long", DataTypes.DOUBLE(), 1.5)).contains("'1.5' is DOUBLE");
        assertThat(fault("long", DataTypes.STRING(), "1")).contains("a long in Iterable");
        assertThat(fault("boolean", DataTypes.STRING(), "true")).contains("a boolean");
        assertThat(fault("double", DataTypes.STRING(), "1.5")).contains("a double");
        assertThat(fault("object", DataTypes.STRING(), "{}")).contains("an object");
        assertThat(fault("geo_location", DataTypes.STRING(), "1,2")).contains("a geo_location");
        assertThat(fault("nested", DataTypes.INT(), 1)).contains("an object in Iterable");
    }

    @Test
    void aFittingColumnIsSentUnchanged() {
        assertThat(sent("string", DataTypes.STRING(), "2024-01-01"))
                .isEqualTo("{\"f\":\"2024-01-01\"}");
        assertThat(sent("date", DataTypes.DATE(), 18_365)).isEqualTo("{\"f\":\"2020-04-13\"}");
        assertThat(sent("date", DataTypes.TIMESTAMP(3), TimestampData.fromEpochMillis(0)))
                .isEqualTo("{\"f\":\"1970-01-01 00:00:00 +00:00\"}");
        assertThat(sent("long", DataTypes.DECIMAL(20, 0), decimal("7", 20, 0)))
                .isEqualTo("{\"f\":7}");
        assertThat(sent("double", DataTypes.INT(), 7)).isEqualTo("{\"f\":7}");
        assertThat(sent("boolean", DataTypes.BOOLEAN(), true)).isEqualTo("{\"f\":true}");
    }

    @Test
    void nullFitsAnyType() {
        for (String type : new String[] {"date", "string", "long", "object", "geo_location"}) {
            assertThat(sent(type, DataTypes.INT(), new Object[] {null})).isEqualTo("{\"f\":null}");
        }
    }

    @Test
    void eachElementOfAnArrayMustFit() {
        DataType texts = DataTypes.ARRAY(DataTypes.STRING());

        assertThat(sent("date", texts, array("2024-01-01", "2024-01-02")))
                .isEqualTo("{\"f\":[\"2024-01-01\",\"2024-01-02\"]}");
        assertThat(fault("date", texts, array("2024-01-01", "soon")))
                .contains("'soon' is not a date");
        assertThat(fault("long", texts, array("1"))).contains("is ARRAY<STRING>");
    }

    @Test
    void aFieldInAnObjectIsFoundByItsPath() {
        FieldValue.Nested fields =
                new FieldValue.Nested(
                        Map.of("a", new FieldValue.Nested(Map.of("b", new FieldValue.Column(2)))));
        MappedRows rows = rows(DataTypes.STRING());

        Operation operation =
                rows.added(
                        users(fields).withTypes(FieldTypes.of(Map.of("a.b", "date"))),
                        1L,
                        E_MAIL,
                        "x");

        assertThat(operation.fault()).contains("column 'c': 'x' is not a date");
    }

    @Test
    void aKnownTypeIsNotReplaced() {
        FieldValue.Nested own =
                new FieldValue.Nested(
                        Map.of("userId", new FieldValue.Column(2, FieldType.USER_ID)));

        assertThat(own.withTypes(FieldTypes.of(Map.of("userId", "string")))).isEqualTo(own);
    }

    @Test
    void everyMappingWithFieldsUsesTypes() {
        FieldTypes types = FieldTypes.of(Map.of("f", "long", "g", "what-is-this"));
        FieldValue.Nested plain = new FieldValue.Nested(Map.of("f", new FieldValue.Column(2)));
        FieldValue.Nested typed =
                new FieldValue.Nested(Map.of("f", new FieldValue.Column(2, FieldType.LONG)));
        EventTraits traits = new EventTraits("s", -1, -1, -1, -1);

        assertThat(users(plain).withTypes(types)).isEqualTo(users(typed));
        assertThat(new ListMapping(plain, NullPolicy.SEND, false, true, true).withTypes(types))
                .isEqualTo(new ListMapping(typed, NullPolicy.SEND, false, true, true));
        assertThat(
                        new EventMapping(
                                        traits,
                                        new io.millrace.mapping.field.ValueSource.Fixed("e"),
                                        plain)
                                .withTypes(types))
                .isEqualTo(
                        new EventMapping(
                                traits,
                                new io.millrace.mapping.field.ValueSource.Fixed("e"),
                                typed));
        assertThat(new PurchaseMapping(traits, 1, 2, true, plain).withTypes(types))
                .isEqualTo(new PurchaseMapping(traits, 1, 2, true, typed));
        assertThat(
                        new CatalogMapping("c", true, true, NullPolicy.OMIT, plain, Removal.NOTHING)
                                .withTypes(types))
                .isEqualTo(
                        new CatalogMapping(
                                "c", true, true, NullPolicy.OMIT, typed, Removal.NOTHING));
    }

    @Test
    void fitSaysWhichValuesOfAColumnAFieldAccepts() {
        assertThat(FieldType.DATE.fit(DataTypes.STRING().getLogicalType())).isEqualTo(SOME_VALUES);
        assertThat(FieldType.DATE.fit(DataTypes.DATE().getLogicalType())).isEqualTo(EVERY_VALUE);
        assertThat(FieldType.STRING.fit(DataTypes.DATE().getLogicalType())).isEqualTo(EVERY_VALUE);
        assertThat(FieldType.LONG.fit(DataTypes.DECIMAL(9, 2).getLogicalType()))
                .isEqualTo(NO_VALUE);
        assertThat(FieldType.PHONE_NUMBER.fit(DataTypes.BIGINT().getLogicalType()))
                .isEqualTo(NO_VALUE);
        assertThat(FieldType.USER_ID.fit(DataTypes.BIGINT().getLogicalType()))
                .isEqualTo(SOME_VALUES);
        assertThat(FieldType.USER_ID.fit(DataTypes.ARRAY(DataTypes.STRING()).getLogicalType()))
                .isEqualTo(NO_VALUE);
    }

    private static String sent(String type, DataType column, Object... value) {
        Operation operation = map(type, column, value[0]);
        assertThat(operation.fault()).isEmpty();
        return MappedRows.json(MappedRows.body(operation)).get("dataFields").toString();
    }

    private static String fault(String type, DataType column, Object value) {
        Operation operation = map(type, column, value);
        assertThat(operation.body()).isEmpty();
        return operation.fault();
    }

    private static Operation map(String type, DataType column, Object value) {
        Map<String, FieldValue> fields = new LinkedHashMap<>();
        fields.put("f", new FieldValue.Column(2));
        Mapping mapping =
                users(new FieldValue.Nested(fields)).withTypes(FieldTypes.of(Map.of("f", type)));
        return rows(column).added(mapping, 1L, E_MAIL, value);
    }

    private static MappedRows rows(DataType column) {
        return new MappedRows(
                IdentifierKind.EMAIL,
                MappedRows.id(),
                MappedRows.text("email"),
                DataTypes.FIELD("c", column));
    }

    private static UserMapping users(FieldValue.Nested fields) {
        return new UserMapping(fields, NullPolicy.SEND, false, false, true, Removal.NOTHING);
    }

    private static DecimalData decimal(String number, int precision, int scale) {
        return DecimalData.fromBigDecimal(new BigDecimal(number), precision, scale);
    }

    private static GenericArrayData array(String... texts) {
        return new GenericArrayData(Arrays.stream(texts).map(StringData::fromString).toArray());
    }
}
