/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExtractPagesTest {

    private static final long MEMORY = 8 << 20;

    private record Filled(ExtractPages.Room room, long content) {}

    @Test
    void roomsDoNotOverlapAfterOthersWereFreed() {
        DiffMemory memory = new DiffMemory(MEMORY);
        ExtractPages pages = new ExtractPages(memory);
        Random random = new Random(5);
        List<Filled> rooms = new ArrayList<>();
        int refused = 0;
        for (int step = 0; step < 20_000; step++) {
            if (random.nextInt(5) < 2 && !rooms.isEmpty()) {
                Filled room = rooms.remove(random.nextInt(rooms.size()));
                requireUntouched(pages, room);
                pages.free(room.room());
                continue;
            }
            int slots = 1 + random.nextInt(step % 7 == 0 ? 16_000 : 400);
            Optional<ExtractPages.Room> room = pages.take(slots);
            if (room.isEmpty()) {
                refused++;
            } else {
                assertThat(room.get().size()).isGreaterThanOrEqualTo(slots);
                Filled filled = new Filled(room.get(), random.nextLong());
                fill(pages, filled);
                rooms.add(filled);
            }
        }
        rooms.forEach(room -> requireUntouched(pages, room));

        assertThat(refused).isPositive();
        assertThat(rooms).isNotEmpty();
        assertThat(memory.take(MEMORY)).isBetween(MEMORY / 2, MEMORY / 2 + MEMORY / 8);
        memory.giveBack(MEMORY / 2);
        pages.clear();
        assertThat(pages.take(100)).isPresent();
    }

    private static void fill(ExtractPages pages, Filled filled) {
        long[] page = pages.page(filled.room().first());
        int at = ExtractPages.at(filled.room().first());
        for (int i = 0; i < filled.room().size() * ExtractPages.SLOT_LONGS; i++) {
            page[at + i] = filled.content();
        }
    }

    private static void requireUntouched(ExtractPages pages, Filled filled) {
        long[] page = pages.page(filled.room().first());
        int at = ExtractPages.at(filled.room().first());
        for (int i = 0; i < filled.room().size() * ExtractPages.SLOT_LONGS; i++) {
            assertThat(page[at + i]).isEqualTo(filled.content());
        }
    }

    @Test
    void aRoomIsLittleLargerThanRequested() {
        ExtractPages pages = new ExtractPages(new DiffMemory(Long.MAX_VALUE));
        for (int slots = 1; slots <= 16_384; slots += 1 + slots / 50) {
            assertThat(pages.take(slots).orElseThrow().size())
                    .isBetween(slots, slots + slots / 8 + 1);
        }
        assertThat(pages.take(16_384)).isPresent();
        assertThat(pages.take(16_385)).isEmpty();
    }

    @Test
    void allMemoryIsReleased() {
        DiffMemory memory = new DiffMemory(MEMORY);
        ExtractPages pages = new ExtractPages(memory);
        while (pages.take(5_000).isPresent()) {
            assertThat(memory.take(0)).isZero();
        }
        pages.clear();

        assertThat(memory.take(Long.MAX_VALUE)).isEqualTo(MEMORY);
    }
}
