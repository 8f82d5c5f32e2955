/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IdentifierTextTest {

    static Stream<Arguments> identifiers() {
        return Stream.of(
                Arguments.of(DataTypes.STRING(), StringData.fromString("u-1"), "u-1"),
                Arguments.of(DataTypes.TINYINT(), (byte) -1, "-1"),
                Arguments.of(DataTypes.SMALLINT(), (short) 300, "300"),
                Arguments.of(DataTypes.INT(), 17, "17"),
                Arguments.of(DataTypes.BIGINT(), Long.MAX_VALUE, "9223372036854775807"),
                Arguments.of(DataTypes.DECIMAL(10, 0), decimal("1200", 10), "1200"),
                Arguments.of(
                        DataTypes.DECIMAL(38, 0),
                        decimal("12345678901234567890123456789000000000", 38),
                        "12345678901234567890123456789000000000"));
    }

    @ParameterizedTest
    @MethodSource("identifiers")
    void theTextIsTheValue(DataType type, Object value, String text) {
        LogicalType logical = type.getLogicalType();

        assertThat(IdentifierText.supports(logical)).isTrue();
        assertThat(IdentifierText.of(GenericRowData.of(value), 0, logical)).hasValue(text);
        assertThat(IdentifierText.of(new GenericRowData(1), 0, logical)).isEmpty();
    }

    @Test
    void anUnsupportedTypeHasNoText() {
        for (DataType type : List.of(DataTypes.DECIMAL(10, 2), DataTypes.DOUBLE())) {
            LogicalType logical = type.getLogicalType();
            GenericRowData row = GenericRowData.of(decimal("1", 10));

            assertThat(IdentifierText.supports(logical)).isFalse();
            assertThatThrownBy(() -> IdentifierText.of(row, 0, logical))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(logical.asSummaryString());
        }
    }

    private static DecimalData decimal(String digits, int precision) {
        return DecimalData.fromBigDecimal(new BigDecimal(digits), precision, 0);
    }
}
