/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.field.FieldValue;
import io.millrace.mapping.field.NullPolicy;
import io.millrace.mapping.operation.Operation;
import io.millrace.row.IdentifierKind;
import java.math.BigDecimal;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values no field of Iterable holds, and texts that must stay what they are. */
class LargeValuesTest {

    @Test
    void aWholeNumberBeyondALongRejectsItsRow() {
        assertThat(sent(DataTypes.DECIMAL(38, 0), decimal("9223372036854775807")))
                .isEqualTo("{\"f\":9223372036854775807}");
        assertThat(sent(DataTypes.DECIMAL(38, 0), decimal("-9223372036854775808")))
                .isEqualTo("{\"f\":-9223372036854775808}");
        assertThat(sent(DataTypes.BIGINT(), 9007199254740993L))
                .isEqualTo("{\"f\":9007199254740993}");
        assertThat(fault(DataTypes.DECIMAL(38, 0), decimal("9223372036854775808")))
                .isEqualTo(
                        "column 'c': 9223372036854775808 is outside of the range of Iterable's"
                                + " whole numbers, which is -9223372036854775808 to 9223372036854775807");
        assertThat(fault(DataTypes.DECIMAL(38, 0), decimal("1" + "0".repeat(25))))
                .contains("10000000000000000000000000 is outside");
    }

    @Test
    void aTextThatIsTooLongRejectsItsRow() {
        assertThat(sent(DataTypes.STRING(), "x".repeat(32_000))).hasSizeGreaterThan(32_000);
        assertThat(fault(DataTypes.STRING(), "x".repeat(33_000)))
                .startsWith(
                        "column 'c': has 33,000 characters, and Iterable accepts at most about 32,000; it begins with 'xxx")
                .hasSizeLessThan(250);
        assertThat(sent(DataTypes.STRING(), "\ud83d\ude00".repeat(20_000)))
                .hasSizeGreaterThan(20_000);
    }

    @Test
    void halfACharacterRejectsItsRow() {
        assertThat(sent(DataTypes.STRING(), "a\ud83d\ude00"))
                .isEqualTo("{\"f\":\"a\ud83d\ude00\"}");
        assertThat(sent(DataTypes.STRING(), "a\ufffd")).isEqualTo("{\"f\":\"a\ufffd\"}");
        assertThat(fault(DataTypes.STRING(), "a\ud83d"))
                .startsWith("column 'c': 'a")
                .endsWith(" holds half a character, such as an emoji that a SQL function cut");
        assertThat(fault(DataTypes.STRING(), "\ude00")).contains("half a character");
    }

    @Test
    void aDotInTheKeyOfAMapRejectsItsRow() {
        DataType map = DataTypes.MAP(DataTypes.STRING(), DataTypes.INT());

        assertThat(sent(map, new GenericMapData(Map.of(StringData.fromString("a"), 1))))
                .isEqualTo("{\"f\":{\"a\":1}}");
        assertThat(fault(map, new GenericMapData(Map.of(StringData.fromString("a.b"), 1))))
                .isEqualTo("column 'c': has the key 'a.b', and a field name must not have a dot");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"007", "1234", "true", "null", "1e5", "2024", "NO", "02142", "1.10", "1,5"})
    void aTextStaysAText(String text) {
        assertThat(sent(DataTypes.STRING(), text)).isEqualTo("{\"f\":\"" + text + "\"}");
    }

    private static DecimalData decimal(String number) {
        return DecimalData.fromBigDecimal(new BigDecimal(number), 38, 0);
    }

    private static String sent(DataType column, Object value) {
        Operation operation = map(column, value);
        assertThat(operation.fault()).isEmpty();
        return MappedRows.json(MappedRows.body(operation)).get("dataFields").toString();
    }

    private static String fault(DataType column, Object value) {
        Operation operation = map(column, value);
        assertThat(operation.body()).isEmpty();
        return operation.fault();
    }

    private static Operation map(DataType column, Object value) {
        FieldValue.Nested fields = new FieldValue.Nested(Map.of("f", new FieldValue.Column(2)));
        Object held = value instanceof String text ? StringData.fromString(text) : value;
        return new MappedRows(
                        IdentifierKind.EMAIL,
                        MappedRows.id(),
                        MappedRows.text("email"),
                        DataTypes.FIELD("c", column))
                .added(
                        new UserMapping(
                                fields, NullPolicy.SEND, false, false, true, Removal.NOTHING),
                        1L,
                        "a@example.com",
                        held);
    }
}
