/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Test;

class RowEncoderTest {

    private static final RowType TYPE =
            (RowType)
                    DataTypes.ROW(
                                    DataTypes.FIELD("id", DataTypes.BIGINT()),
                                    DataTypes.FIELD("text", DataTypes.STRING()),
                                    DataTypes.FIELD("more", DataTypes.STRING()))
                            .getLogicalType();

    private final RowCodec codec = RowCodec.of(TYPE);

    /** Rows of all sizes, some larger than a buffer, so that some rows move to a new buffer. */
    @Test
    void earlierRowsKeepTheirBytes() {
        Random random = new Random(1);
        RowEncoder encoder = new RowEncoder(TYPE);
        List<EncodedRow> rows = new ArrayList<>();
        List<byte[]> expected = new ArrayList<>();
        for (int number = 0; number < 5_000; number++) {
            String text = "x".repeat(random.nextInt(number % 500 == 0 ? 90_000 : 200));
            encoder.writeInteger(random.nextInt());
            GenericRowData same = GenericRowData.of(0L, StringData.fromString(text), null);
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            encoder.writeText(utf8, 0, utf8.length);
            if (number % 3 == 0) {
                encoder.writeNull();
            } else {
                encoder.writeValue(StringData.fromString(text + "\u00e9"));
                same.setField(2, StringData.fromString(text + "\u00e9"));
            }
            EncodedRow row = encoder.endRow();
            same.setField(0, row.getLong(0));
            rows.add(row);
            expected.add(codec.encode(same));
        }

        for (int number = 0; number < rows.size(); number++) {
            EncodedRow row = rows.get(number);
            assertThat(row.toBytes()).isEqualTo(expected.get(number));
            assertThat(row.columnStart(0)).isEqualTo(row.start());
            assertThat(row.columnStart(3)).isEqualTo(row.end());
            assertThat(row.isNullAt(2)).isEqualTo(number % 3 == 0);
            assertThat(Arrays.copyOfRange(row.buffer(), row.start(), row.columnStart(1)))
                    .as("the bytes of a leading column alone")
                    .isEqualTo(RowCodec.of(TYPE, List.of(0)).encode(row));
        }
    }

    @Test
    void rowsOfTheSameBytesAreEqual() {
        RowEncoder encoder = new RowEncoder(TYPE);
        List<EncodedRow> rows = new ArrayList<>();
        for (long id : List.of(7L, 7L, 8L)) {
            encoder.writeInteger(id);
            encoder.writeNull();
            encoder.writeNull();
            rows.add(encoder.endRow());
        }

        assertThat(rows.get(0)).isEqualTo(rows.get(1)).hasSameHashCodeAs(rows.get(1));
        assertThat(rows.get(0)).isNotEqualTo(rows.get(2)).hasToString("+I(7,null,null)");
    }

    @Test
    void aRowThatLacksAColumnIsRefused() {
        RowEncoder encoder = new RowEncoder(TYPE);
        encoder.writeNull();

        assertThatThrownBy(encoder::endRow).hasMessageContaining("1 of 3 columns");
    }
}
