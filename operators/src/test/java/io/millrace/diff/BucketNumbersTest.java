/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BucketNumbersTest {

    @Test
    void bucketsAreNumberedInTheOrderOfArrival() {
        Random random = new Random(5);
        BucketNumbers numbers = new BucketNumbers();
        for (int most : List.of(1, 10, 70_000, 64, 3_000)) {
            numbers.clear();
            List<Long> met = new ArrayList<>();
            for (int bucket = 0; bucket < most; bucket++) {
                long fresh = random.nextBoolean() ? random.nextLong() : Long.MIN_VALUE + bucket;
                assertThat(numbers.of(fresh)).isEqualTo(met.size());
                met.add(fresh);
                int again = random.nextInt(met.size());
                assertThat(numbers.of(met.get(again))).isEqualTo(again);
            }

            assertThat(numbers.count()).isEqualTo(most);
            for (int number = 0; number < most; number++) {
                assertThat(numbers.bucket(number)).isEqualTo(met.get(number));
            }
        }
    }
}
