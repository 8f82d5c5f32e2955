/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeenMarksTest {

    private static final byte UNCHANGED = SeenMarks.code(RowStatus.UNCHANGED, SeenMarks.NOW);
    private static final byte ADDED = SeenMarks.code(RowStatus.ADDED, SeenMarks.NOW);

    @Test
    void eachFormIsReadAsItWasWritten() throws IOException {
        Random random = new Random(5);
        for (int round = 0; round < 500; round++) {
            byte[] codes = new byte[random.nextInt(300)];
            int kinds = 1 + random.nextInt(4);
            int runLength = 1 + random.nextInt(60);
            for (int i = 0; i < codes.length; i++) {
                codes[i] =
                        i % runLength == 0 || i == 0 ? (byte) random.nextInt(kinds) : codes[i - 1];
            }
            SeenMarks written = SeenMarks.none().of(codes);

            SeenMarks read = SeenMarks.read(written.write());

            assertThat(read.count()).isEqualTo(codes.length);
            for (int i = 0; i < codes.length; i++) {
                assertThat(read.code(i)).isEqualTo(codes[i]);
            }
        }
    }

    @Test
    void aBucketWithEqualMarksTakesAFewBytes() {
        byte[] codes = new byte[4_096];
        Arrays.fill(codes, UNCHANGED);

        assertThat(SeenMarks.none().of(codes).write()).hasSizeLessThan(32);
    }

    @Test
    void aBucketSeenInPartTakesABitARow() {
        byte[] codes = new byte[4_096];
        for (int i = 0; i < codes.length; i += 2) {
            codes[i] = UNCHANGED;
        }

        assertThat(SeenMarks.none().of(codes).write()).hasSizeLessThan(4_096 / 8 + 32);
    }

    @Test
    void aLaterAttemptMakesMarksOlder() {
        SeenMarks marks = SeenMarks.none().of(new byte[] {UNCHANGED, SeenMarks.UNSEEN});
        marks.begin(7, 0);
        marks.set(0, UNCHANGED);

        marks.nextAttempt(1);
        assertThat(SeenMarks.age(marks.code(0))).isEqualTo(SeenMarks.BEFORE);
        marks.nextAttempt(5);

        assertThat(SeenMarks.age(marks.code(0))).isEqualTo(SeenMarks.EARLIER);
        assertThat(SeenMarks.status(marks.code(0))).isEqualTo(RowStatus.UNCHANGED);
        assertThat(marks.code(1)).isEqualTo(SeenMarks.UNSEEN);
    }

    /** The bytes that this release writes and each later one must read. */
    @Test
    void theLayoutIsPinned() {
        SeenMarks marks = SeenMarks.none().of(new byte[] {0, 0, 0});
        marks.begin(0x0102, 3);
        marks.set(0, ADDED);
        marks.set(1, ADDED);
        marks.set(2, UNCHANGED);

        assertThat(HexFormat.of().formatHex(marks.write()))
                .isEqualTo(
                        "01"
                                + "0000000000000102"
                                + "00000003"
                                + "00000003"
                                + "01"
                                + "01"
                                + "07"
                                + "04");
    }

    @Test
    void anotherLayoutIsRefused() {
        byte[] bytes = SeenMarks.none().write();
        bytes[0] = 2;

        assertThatThrownBy(() -> SeenMarks.read(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("layout 2");
    }
}
