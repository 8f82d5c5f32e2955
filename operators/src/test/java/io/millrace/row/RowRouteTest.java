/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RowRouteTest {

    private static final long KEY = 17;

    private static final List<String> TEXTS =
            List.of(
                    "a",
                    "ada@example.com",
                    "Ada@Example.COM",
                    " ada@example.com\t",
                    "\u00a0ada@example.com\u200b",
                    "\ufeffada@example.com\n",
                    "a b",
                    "Zo\u00eb@example.com",
                    "\u0130@example.com",
                    "@[`{~\u007f",
                    "x".repeat(63),
                    "x".repeat(64),
                    "x".repeat(65),
                    "X".repeat(127),
                    "X".repeat(128),
                    "x".repeat(500));

    /** A column before the identifier, with its value. */
    private record Leading(DataType type, Object value) {

        @Override
        public String toString() {
            return type + " " + value;
        }
    }

    private static List<Leading> columns() {
        List<Leading> all = new ArrayList<>();
        all.add(new Leading(DataTypes.BOOLEAN(), true));
        all.add(new Leading(DataTypes.TINYINT(), (byte) -1));
        all.add(new Leading(DataTypes.BIGINT(), Long.MIN_VALUE));
        all.add(new Leading(DataTypes.BIGINT(), 300L));
        all.add(new Leading(DataTypes.FLOAT(), 1.5f));
        all.add(new Leading(DataTypes.DOUBLE(), -0.5));
        all.add(new Leading(DataTypes.STRING(), StringData.fromString("y".repeat(200))));
        all.add(new Leading(DataTypes.BYTES(), new byte[] {-1, 6}));
        all.add(new Leading(DataTypes.DATE(), 20_000));
        all.add(new Leading(DataTypes.TIME(3), 1_000));
        all.add(new Leading(DataTypes.TIMESTAMP(6), TimestampData.fromEpochMillis(-5, 999)));
        all.add(new Leading(DataTypes.TIMESTAMP_LTZ(3), TimestampData.fromEpochMillis(5)));
        all.add(
                new Leading(
                        DataTypes.ARRAY(DataTypes.INT()),
                        new GenericArrayData(new Object[] {1, 2})));
        for (String number : List.of("0", "1.10", "-12345678901234567890123456789.5")) {
            all.add(
                    new Leading(
                            DataTypes.DECIMAL(38, 4),
                            DecimalData.fromBigDecimal(new BigDecimal(number), 38, 4)));
        }
        all.addAll(all.stream().map(column -> new Leading(column.type(), null)).toList());
        return all;
    }

    private static long route(
            Leading column, IdentifierKind kind, DataType type, Object identifier) {
        RowType columns =
                (RowType)
                        DataTypes.ROW(
                                        DataTypes.FIELD("k", DataTypes.BIGINT()),
                                        DataTypes.FIELD("c", column.type()),
                                        DataTypes.FIELD("i", type))
                                .getLogicalType();
        RowLayout layout = new RowLayout(columns, List.of(0), 2, kind);
        byte[] values =
                RowCodec.of(columns).encode(GenericRowData.of(1L, column.value(), identifier));
        return new RowRoute(layout).of(values, KEY);
    }

    private static String bare(String text) {
        String space = "[\\s\u00a0\u200b\ufeff\u007f]+";
        return text.replaceAll("^" + space + "|" + space + "$", "");
    }

    private static long hash(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return RowHash.toLong(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @MethodSource("columns")
    void theRouteIsTheHashOfTheIdentifierAfterAnyColumn(Leading column) {
        for (String text : TEXTS) {
            assertThat(
                            route(
                                    column,
                                    IdentifierKind.EMAIL,
                                    DataTypes.STRING(),
                                    StringData.fromString(text)))
                    .as(text)
                    .isEqualTo(hash(bare(text).toLowerCase(Locale.ROOT)));
            assertThat(
                            route(
                                    column,
                                    IdentifierKind.USER_ID,
                                    DataTypes.STRING(),
                                    StringData.fromString(text)))
                    .as(text)
                    .isEqualTo(hash(bare(text)));
        }
        assertThat(route(column, IdentifierKind.USER_ID, DataTypes.BIGINT(), 42L))
                .isEqualTo(hash("42"));
    }

    @ParameterizedTest
    @EnumSource(IdentifierKind.class)
    void theRouteIsTheHashOfTheKeyWithoutAnIdentifier(IdentifierKind kind) {
        Leading none = new Leading(DataTypes.INT(), 1);
        assertThat(route(none, kind, DataTypes.STRING(), null)).isEqualTo(KEY);
        for (String blank : List.of("", " ", "\t ")) {
            assertThat(route(none, kind, DataTypes.STRING(), StringData.fromString(blank)))
                    .isEqualTo(KEY);
        }
    }
}
