/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Test;

class KeyBucketsTest {

    @Test
    void neighboursShareABucketAndHaveAPlaceInIt() {
        KeyBuckets buckets = buckets(DataTypes.BIGINT());

        assertThat(located(buckets, 0L)).isEqualTo("0:0");
        assertThat(located(buckets, 4_095L)).isEqualTo("0:4095");
        assertThat(located(buckets, 4_096L)).isEqualTo("1:0");
        assertThat(located(buckets, -1L)).isEqualTo("-1:4095");
    }

    @Test
    void theWidthOfANumberIsNotPartOfItsPlace() {
        assertThat(located(buckets(DataTypes.TINYINT()), (byte) 100)).isEqualTo("0:100");
        assertThat(located(buckets(DataTypes.SMALLINT()), (short) 5_000)).isEqualTo("1:904");
        assertThat(located(buckets(DataTypes.INT()), 5_000)).isEqualTo("1:904");
        assertThat(located(buckets(DataTypes.BIGINT()), 5_000L)).isEqualTo("1:904");
        assertThat(
                        located(
                                buckets(DataTypes.DECIMAL(18, 0)),
                                DecimalData.fromUnscaledLong(5_000, 18, 0)))
                .isEqualTo("1:904");
        assertThat(located(buckets(DataTypes.DATE()), 20_000)).isEqualTo("4:3616");
    }

    @Test
    void theHashOfAKeyIsComputedFromItsPlace() {
        for (long id : new long[] {0, 1, 4_095, 4_096, -1, -4_097, (1L << 36) - 1}) {
            KeyBuckets buckets = buckets(DataTypes.BIGINT());
            GenericRowData row = GenericRowData.of(id);
            RowHash hash = hash(buckets, DataTypes.BIGINT(), row);

            assertThat(KeyBuckets.keyAt(KeyForm.INTEGER, buckets.bucket(), buckets.place()))
                    .isEqualTo(hash);
        }
        KeyBuckets days = buckets(DataTypes.DATE());
        RowHash day = hash(days, DataTypes.DATE(), GenericRowData.of(20_000));
        assertThat(KeyBuckets.keyAt(days.placedForm(), days.bucket(), days.place())).isEqualTo(day);
        KeyBuckets decimals = buckets(DataTypes.DECIMAL(9, 0));
        RowHash decimal =
                hash(
                        decimals,
                        DataTypes.DECIMAL(9, 0),
                        GenericRowData.of(DecimalData.fromUnscaledLong(1_200, 9, 0)));
        assertThat(KeyBuckets.keyAt(decimals.placedForm(), decimals.bucket(), decimals.place()))
                .isEqualTo(decimal);
    }

    @Test
    void textsAndHugeNumbersAreBucketedByHash() {
        assertThat(located(buckets(DataTypes.STRING()), StringData.fromString("a")))
                .endsWith(":-1");
        assertThat(located(buckets(DataTypes.BIGINT()), 1L << 36)).endsWith(":-1");
        assertThat(located(buckets(DataTypes.BIGINT()), Long.MIN_VALUE)).endsWith(":-1");
        assertThat(
                        located(
                                buckets(DataTypes.DECIMAL(10, 2)),
                                DecimalData.fromUnscaledLong(5, 10, 2)))
                .endsWith(":-1");
    }

    @Test
    void combinationsOfNumbersAreBucketedByTheRangeOfTheWidest() {
        KeyBuckets buckets = buckets(DataTypes.INT(), DataTypes.BIGINT());

        List<String> ofOne =
                IntStream.range(0, 4_096)
                        .mapToObj(line -> located(buckets, 7, (long) line))
                        .distinct()
                        .toList();
        assertThat(ofOne).hasSize(1);
        assertThat(located(buckets, 8, 0L)).isNotEqualTo(ofOne.get(0));
        assertThat(located(buckets, 7, 4_096L)).isNotEqualTo(ofOne.get(0));
        assertThat(buckets.place()).isEqualTo(KeyBuckets.NO_PLACE);
    }

    /** Saved state is stored under these numbers: they must never change. */
    @Test
    void bucketsDoNotChange() {
        assertThat(located(buckets(DataTypes.STRING()), StringData.fromString("ada")))
                .isEqualTo("-9223372036854769733:-1");
        assertThat(located(buckets(DataTypes.BIGINT()), 123_456_789L)).isEqualTo("30140:3349");
        assertThat(located(buckets(DataTypes.BIGINT(), DataTypes.INT()), 123_456_789L, 5))
                .isEqualTo("3787448861020363698:-1");
        assertThat(buckets(DataTypes.BIGINT(), DataTypes.INT()).definition())
                .isEqualTo("by range, k0 BIGINT, k1 INTEGER");
        assertThat(buckets(DataTypes.STRING()).definition()).isEqualTo("by hash, k0 VARCHAR");
    }

    private static String located(KeyBuckets buckets, Object... key) {
        buckets.locate(GenericRowData.of(key), new RowHash(0x5EED_0000_0000_0001L, 2));
        return buckets.bucket() + ":" + buckets.place();
    }

    private static RowHash hash(KeyBuckets buckets, DataType type, GenericRowData row) {
        RowHash hash = RowHash.ofKey(RowCodec.of(layout(type).columns()).encode(row));
        buckets.locate(row, hash);
        return hash;
    }

    private static KeyBuckets buckets(DataType... key) {
        RowLayout layout = layout(key);
        return new KeyBuckets(layout, layout.key());
    }

    private static RowLayout layout(DataType... key) {
        RowType columns =
                (RowType)
                        DataTypes.ROW(
                                        IntStream.range(0, key.length)
                                                .mapToObj(i -> DataTypes.FIELD("k" + i, key[i]))
                                                .toArray(DataTypes.Field[]::new))
                                .getLogicalType();
        return new RowLayout(
                columns,
                IntStream.range(0, key.length).boxed().toList(),
                0,
                IdentifierKind.USER_ID);
    }
}
