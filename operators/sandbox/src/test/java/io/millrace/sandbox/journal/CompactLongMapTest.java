/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CompactLongMapTest {

    @Test
    void behavesLikeAHashMap() {
        CompactLongMap fingerprints = new CompactLongMap();
        Map<Long, Long> map = new HashMap<>();
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            long key = random.nextInt(20_000);
            if (random.nextInt(3) == 0) {
                fingerprints.remove(key);
                map.remove(key);
            } else {
                fingerprints.put(key, i);
                map.put(key, (long) i);
            }
        }

        map.remove(0L);
        map.remove(1L);
        for (long key = 2; key < 20_000; key++) {
            Long value = map.get(key);
            assertThat(value == null || fingerprints.holds(key, value)).isTrue();
            assertThat(value != null || !fingerprints.holds(key, 0)).isTrue();
        }
    }
}
