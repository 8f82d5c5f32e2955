/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;
import org.junit.jupiter.api.Test;

class RowPackerTest {

    private static final int COLUMNS = 6;

    private final Random random = new Random(11);

    /** Even columns are numbers, odd ones text. */
    private static RowType columns(List<Integer> which) {
        return RowType.of(
                which.stream().map(RowPackerTest::type).toArray(LogicalType[]::new),
                which.stream().map(column -> "c" + column).toArray(String[]::new));
    }

    private static LogicalType type(int column) {
        return column % 2 == 0 ? new BigIntType() : new VarCharType(VarCharType.MAX_LENGTH);
    }

    private List<Integer> some(int count) {
        List<Integer> all = new ArrayList<>(IntStream.range(0, COLUMNS).boxed().toList());
        Collections.shuffle(all, random);
        return all.subList(0, count);
    }

    private RowData plain() {
        GenericRowData row = new GenericRowData(COLUMNS);
        for (int column = 0; column < COLUMNS; column++) {
            Object value =
                    column % 2 == 0
                            ? (Object) random.nextLong()
                            : StringData.fromString("x".repeat(random.nextInt(40)));
            row.setField(column, random.nextInt(5) == 0 ? null : value);
        }
        return row;
    }

    private static RowData encoded(RowEncoder encoder, RowData plain) {
        for (int column = 0; column < COLUMNS; column++) {
            encoder.writeValue(
                    RowData.createFieldGetter(encoder.type(column), column).getFieldOrNull(plain));
        }
        return encoder.endRow();
    }

    @Test
    void encodedRowsArePackedLikePlainRowsForAnyColumns() {
        RowType produced = columns(IntStream.range(0, COLUMNS).boxed().toList());
        RowEncoder encoder = new RowEncoder(produced);
        for (int round = 0; round < 400; round++) {
            List<Integer> taken = some(1 + random.nextInt(COLUMNS));
            List<Integer> key = new ArrayList<>(IntStream.range(0, taken.size()).boxed().toList());
            if (round % 3 == 0) {
                Collections.shuffle(key, random);
            }
            RowLayout layout =
                    new RowLayout(
                            columns(taken),
                            key.subList(0, 1 + random.nextInt(taken.size())),
                            0,
                            IdentifierKind.USER_ID);
            RowPacker ofPlain = new RowPacker(produced, new PackingSettings(layout, 7, 128));
            RowPacker ofEncoded = new RowPacker(produced, new PackingSettings(layout, 7, 128));
            for (int rows = 0; rows < 20; rows++) {
                RowData plain = plain();
                ofPlain.add(plain);
                ofEncoded.add(encoded(encoder, plain));
            }

            List<UnmarkedChunk> expected = ofPlain.takeAll();
            List<UnmarkedChunk> packed = ofEncoded.takeAll();
            assertThat(packed).hasSameSizeAs(expected);
            for (int chunk = 0; chunk < packed.size(); chunk++) {
                assertThat(packed.get(chunk).inRun(1, 0, 0).bytes())
                        .isEqualTo(expected.get(chunk).inRun(1, 0, 0).bytes());
            }
        }
    }
}
