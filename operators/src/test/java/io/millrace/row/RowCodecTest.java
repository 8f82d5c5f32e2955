/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import static org.assertj.core.api.Assertions.assertThat;

import com.dynatrace.hash4j.hashing.Hashing;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowCodecTest {

    private static final RowType EVERY_TYPE =
            row(
                    DataTypes.BOOLEAN(),
                    DataTypes.TINYINT(),
                    DataTypes.SMALLINT(),
                    DataTypes.INT(),
                    DataTypes.BIGINT(),
                    DataTypes.FLOAT(),
                    DataTypes.DOUBLE(),
                    DataTypes.DECIMAL(38, 10),
                    DataTypes.STRING(),
                    DataTypes.BYTES(),
                    DataTypes.DATE(),
                    DataTypes.TIME(3),
                    DataTypes.TIMESTAMP(9),
                    DataTypes.TIMESTAMP_LTZ(6),
                    DataTypes.ARRAY(DataTypes.STRING()),
                    DataTypes.MAP(DataTypes.STRING(), DataTypes.INT()),
                    DataTypes.ROW(
                            DataTypes.FIELD("a", DataTypes.INT()),
                            DataTypes.FIELD("b", DataTypes.STRING())));

    private static final GenericRowData A_ROW =
            GenericRowData.of(
                    true,
                    (byte) -5,
                    (short) 300,
                    Integer.MIN_VALUE,
                    Long.MAX_VALUE,
                    1.5f,
                    -0.1,
                    DecimalData.fromBigDecimal(
                            new BigDecimal("-1234567890123456789012345678.0123456789"), 38, 10),
                    StringData.fromString("Zoë 🦆"),
                    new byte[] {0, -1, 127},
                    -719_162,
                    86_399_999,
                    TimestampData.fromEpochMillis(-1, 999_999),
                    TimestampData.fromEpochMillis(1_790_000_000_123L, 456_000),
                    new GenericArrayData(new Object[] {StringData.fromString("x"), null}),
                    new GenericMapData(Map.of(StringData.fromString("k"), 7)),
                    GenericRowData.of(1, StringData.fromString("two")));

    @Test
    void everyTypeIsDecodedAsItWasEncoded() {
        RowCodec codec = RowCodec.of(EVERY_TYPE);

        RowData back = codec.decode(codec.encode(A_ROW));

        assertThat(codec.encode(back)).isEqualTo(codec.encode(A_ROW));
        for (int i = 0; i < EVERY_TYPE.getFieldCount(); i++) {
            Object was =
                    RowData.createFieldGetter(EVERY_TYPE.getTypeAt(i), i).getFieldOrNull(A_ROW);
            Object is = RowData.createFieldGetter(EVERY_TYPE.getTypeAt(i), i).getFieldOrNull(back);
            assertThat(is).as(EVERY_TYPE.getTypeAt(i).toString()).isEqualTo(was);
        }
    }

    @Test
    void nullsOfEveryTypeAreDecoded() {
        RowCodec codec = RowCodec.of(EVERY_TYPE);

        RowData back = codec.decode(codec.encode(new GenericRowData(EVERY_TYPE.getFieldCount())));

        for (int i = 0; i < EVERY_TYPE.getFieldCount(); i++) {
            assertThat(back.isNullAt(i)).isTrue();
        }
    }

    /** The bytes of an earlier build: another layout would make every row a changed row. */
    @Test
    void theLayoutAndItsHashDoNotChange() {
        byte[] bytes = RowCodec.of(EVERY_TYPE).encode(A_ROW);

        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo(
                        "0101020902d80402ffffffff0f02feffffffffffffffff01033fc0000004bfb9999999"
                                + "99999a051410f6b64f090ffdccec3bb66fb13398baeb06095a6fc3ab20f09fa6860703"
                                + "00ff7f09f3e4570afeefb2520b01bf843d0cf6b183c59868c0ea1b0d02060178000e01"
                                + "06016b020e0f0202060374776f");
        assertThat(Hashing.xxh3_128(42).hashBytesTo128Bits(bytes).toString())
                .isEqualTo("0xd3495dd788801917d81f335c47f94ee0");
    }

    @Test
    void differentValuesHaveDifferentBytes() {
        RowType texts = row(DataTypes.STRING(), DataTypes.STRING());
        List<byte[]> encoded =
                List.of(
                        RowCodec.of(texts).encode(text(null, "a")),
                        RowCodec.of(texts).encode(text("a", null)),
                        RowCodec.of(texts).encode(text("", "a")),
                        RowCodec.of(texts).encode(text("a", "bc")),
                        RowCodec.of(texts).encode(text("ab", "c")),
                        RowCodec.of(texts).encode(text(null, null)),
                        RowCodec.of(texts).encode(text("", "")),
                        RowCodec.of(row(DataTypes.STRING())).encode(text("1")),
                        RowCodec.of(row(DataTypes.INT())).encode(GenericRowData.of(1)),
                        RowCodec.of(row(DataTypes.BOOLEAN())).encode(GenericRowData.of(true)));

        assertThat(encoded.stream().map(HexFormat.of()::formatHex)).doesNotHaveDuplicates();
    }

    @Test
    void theWidthOfAnIntegerAndTheScaleOfADecimalAreNotContent() {
        assertThat(RowCodec.of(row(DataTypes.INT())).encode(GenericRowData.of(7)))
                .isEqualTo(RowCodec.of(row(DataTypes.BIGINT())).encode(GenericRowData.of(7L)));
        assertThat(decimal("1.50", 10, 2)).isEqualTo(decimal("1.5000", 12, 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0.00",
                "-1",
                "127",
                "128",
                "-128",
                "-129",
                "255.5",
                "32767.99",
                "-32768.01",
                "1000000",
                "9999999999999999.99",
                "-9999999999999999.99",
                "36028797018963968"
            })
    void aDecimalHasTheSameBytesForAnyPrecision(String value) {
        assertThat(decimal(value, 18, scaleOf(value)))
                .isEqualTo(decimal(value, 38, 6))
                .isEqualTo(decimal(value, 30, scaleOf(value)));
    }

    private static int scaleOf(String value) {
        return new BigDecimal(value).scale();
    }

    /** The decimals read have another precision and scale than those written. */
    @Test
    void aDecimalIsReadAsByBigDecimal() {
        Random random = new Random(5);
        for (int round = 0; round < 20_000; round++) {
            int scale = random.nextInt(19);
            BigDecimal value =
                    BigDecimal.valueOf(
                            random.nextLong() >> random.nextInt(64), random.nextInt(scale + 1));
            byte[] bytes = decimal(value.toPlainString(), 38, 19);
            int precision = Math.max(1, scale) + random.nextInt(38 - Math.max(1, scale) + 1);

            RowData read = RowCodec.of(row(DataTypes.DECIMAL(precision, scale))).decode(bytes);

            DecimalData expected = DecimalData.fromBigDecimal(value, precision, scale);
            if (expected == null) {
                assertThat(read.isNullAt(0)).as(value + " as %d, %d", precision, scale).isTrue();
            } else {
                assertThat(read.getDecimal(0, precision, scale)).isEqualTo(expected);
            }
        }
    }

    @Test
    void aMapHasTheSameBytesInAnyOrder() {
        Map<Object, Object> forth = new LinkedHashMap<>();
        Map<Object, Object> back = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            forth.put(StringData.fromString("k" + i), i);
            back.put(StringData.fromString("k" + (19 - i)), 19 - i);
        }
        RowCodec codec = RowCodec.of(row(DataTypes.MAP(DataTypes.STRING(), DataTypes.INT())));

        assertThat(codec.encode(GenericRowData.of(new GenericMapData(forth))))
                .isEqualTo(codec.encode(GenericRowData.of(new GenericMapData(back))));
    }

    private static byte[] decimal(String value, int precision, int scale) {
        return RowCodec.of(row(DataTypes.DECIMAL(precision, scale)))
                .encode(
                        GenericRowData.of(
                                DecimalData.fromBigDecimal(
                                        new BigDecimal(value), precision, scale)));
    }

    private static GenericRowData text(String... values) {
        GenericRowData row = new GenericRowData(values.length);
        for (int i = 0; i < values.length; i++) {
            row.setField(i, values[i] == null ? null : StringData.fromString(values[i]));
        }
        return row;
    }

    private static RowType row(DataType... types) {
        return (RowType) DataTypes.ROW(types).getLogicalType();
    }
}
