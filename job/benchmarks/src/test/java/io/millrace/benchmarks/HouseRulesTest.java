/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks;

import io.millrace.testing.HouseRules;

/** A benchmark reaches the operators of its own process through two static maps. */
class HouseRulesTest extends HouseRules {

    HouseRulesTest() {
        super("Stopwatch.OPEN", "RunBarrier.OPEN");
    }
}
