/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.row.KeyForm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlockTest {

    private static final byte[] NOTHING = {};

    @ParameterizedTest
    @EnumSource(KeyForm.class)
    void patchesAddUpToWhatAMapSays(KeyForm form) throws IOException {
        for (int keptColumns : new int[] {0, 77}) {
            Random random = new Random(form.ordinal() * 2L + keptColumns);
            TreeMap<EntryId, Entry> expected = new TreeMap<>();
            Block block = Block.empty(form, keptColumns);
            for (int step = 0; step < 200; step++) {
                Block patch = patch(block, random);
                for (int i = 0; i < patch.count(); i++) {
                    Entry entry = patch.entry(i);
                    if (isForgotten(entry)) {
                        expected.remove(entry.id());
                    } else {
                        expected.put(entry.id(), entry);
                    }
                }
                block = block.with(patch);
                block = Block.read(block.bytes());
                assertSame(block, expected);
            }
            assertThat(block.count()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(KeyForm.class)
    void patchesInOneSayWhatTheySayOneAfterAnother(KeyForm form) throws IOException {
        for (int keptColumns : new int[] {0, 77}) {
            Random random = new Random(form.ordinal() * 2L + keptColumns);
            Block block = Block.empty(form, keptColumns);
            for (int step = 0; step < 100; step++) {
                Block first = patch(block, random);
                Block second = patch(block, random);
                Block third = patch(block, random);
                Block together = first.followedBy(second).followedBy(third);
                Block oneByOne = block.with(first).with(second).with(third);
                assertThat(block.with(together).bytes()).isEqualTo(oneByOne.bytes());
                block = oneByOne;
            }
            assertThat(block.count()).isPositive();
        }
    }

    private static Block patch(Block block, Random random) throws IOException {
        TreeMap<EntryId, Entry> patch = new TreeMap<>();
        for (int i = random.nextInt(20); i >= 0; i--) {
            Entry entry = entry(block.form(), block.keptColumns(), random);
            boolean forgets = random.nextInt(4) == 0;
            patch.put(entry.id(), forgets ? Entry.removed(entry.id()) : entry);
        }
        return Block.read(block.patch(List.copyOf(patch.values())));
    }

    @Test
    void anAbsentKeyHasTheIndexBeforeWhichItBelongs() {
        Block block = Block.empty(KeyForm.HASH, 0);
        Random random = new Random(3);
        TreeMap<EntryId, Entry> entries = new TreeMap<>();
        for (int i = 0; i < 1_000; i++) {
            Entry entry = entry(KeyForm.HASH, 0, random);
            entries.put(entry.id(), entry);
        }
        block = block.with(readQuietly(block.patch(List.copyOf(entries.values()))));
        List<EntryId> sorted = new ArrayList<>(entries.keySet());
        for (int i = 0; i < 1_000; i++) {
            EntryId id = new EntryId(KeyForm.HASH, random.nextLong(), random.nextLong());
            int before = (int) sorted.stream().filter(other -> other.compareTo(id) < 0).count();
            int from = random.nextInt(before + 1);
            assertThat(block.firstFrom(from, id.high(), id.low())).isEqualTo(before);
            assertThat(block.has(before, id.high(), id.low())).isFalse();
        }
    }

    @Test
    void otherKeptColumnsAreEmptyUntilTheirRowIsRead() throws IOException {
        Block block = Block.empty(KeyForm.INTEGER, 5);
        Entry entry = new Entry(new EntryId(KeyForm.INTEGER, 0, 9), 1, 2, 3, new byte[] {4, 5, 6});
        block = block.with(Block.read(block.patch(List.of(entry))));

        Block other = block.keeping(6);
        Block none = block.keeping(0);

        assertThat(other.kept(0)).isEmpty();
        assertThat(other.keptLength(0)).isZero();
        assertThat(other.route(0)).isEqualTo(3);
        assertThat(none.kept(0)).isEmpty();
        assertThat(Block.read(other.bytes()).keptColumns()).isEqualTo(6);
    }

    /** The bytes that this release writes and each later one must read. */
    @Test
    void theLayoutIsPinned() throws IOException {
        Block places = Block.empty(KeyForm.INTEGER, 0x01020304);
        places =
                places.with(
                        Block.read(
                                places.patch(
                                        List.of(
                                                new Entry(
                                                        new EntryId(KeyForm.INTEGER, 0, 4095),
                                                        0x11,
                                                        0x12,
                                                        0x13,
                                                        new byte[] {0x7A})))));
        Block hashes = Block.empty(KeyForm.HASH, 0);
        hashes =
                hashes.with(
                        Block.read(
                                hashes.patch(
                                        List.of(
                                                new Entry(
                                                        new EntryId(KeyForm.HASH, 1, -1),
                                                        2,
                                                        3,
                                                        4,
                                                        NOTHING)))));

        assertThat(HexFormat.of().formatHex(places.bytes()))
                .isEqualTo(
                        "0101"
                                + "01020304"
                                + "00000001"
                                + "0fff"
                                + "0000000000000011"
                                + "0000000000000012"
                                + "0000000000000013"
                                + "00000001"
                                + "7a");
        assertThat(HexFormat.of().formatHex(hashes.bytes()))
                .isEqualTo(
                        "0100"
                                + "00000000"
                                + "00000001"
                                + "0000000000000001"
                                + "ffffffffffffffff"
                                + "0000000000000002"
                                + "0000000000000003"
                                + "0000000000000004");
    }

    @Test
    void anotherLayoutIsRefused() {
        byte[] bytes = Block.empty(KeyForm.HASH, 0).bytes();
        bytes[0] = 9;

        assertThatThrownBy(() -> Block.read(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("layout 9");
    }

    private static boolean isForgotten(Entry entry) {
        return entry.hashHigh() == 0 && entry.hashLow() == Entry.REMOVED;
    }

    private static Block readQuietly(byte[] bytes) {
        try {
            return Block.read(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertSame(Block block, Map<EntryId, Entry> expected) {
        assertThat(block.count()).isEqualTo(expected.size());
        int index = 0;
        for (Entry entry : expected.values()) {
            assertThat(block.firstFrom(index / 3, entry.id().high(), entry.id().low()))
                    .isEqualTo(index);
            assertThat(block.has(index, entry.id().high(), entry.id().low())).isTrue();
            Entry found = block.entry(index);
            assertThat(found.id()).isEqualTo(entry.id());
            assertThat(found.hashHigh()).isEqualTo(entry.hashHigh());
            assertThat(found.hashLow()).isEqualTo(entry.hashLow());
            assertThat(found.route()).isEqualTo(entry.route());
            assertThat(found.kept()).isEqualTo(entry.kept());
            index++;
        }
    }

    private static Entry entry(KeyForm form, int keptColumns, Random random) {
        byte[] kept = new byte[keptColumns == 0 ? 0 : random.nextInt(5)];
        random.nextBytes(kept);
        EntryId id =
                form.isPlaced()
                        ? new EntryId(form, 0, random.nextInt(4_096))
                        : new EntryId(form, random.nextLong(), random.nextInt(3));
        return new Entry(
                id, random.nextLong() | 1L << 40, random.nextLong(), random.nextLong(), kept);
    }
}
