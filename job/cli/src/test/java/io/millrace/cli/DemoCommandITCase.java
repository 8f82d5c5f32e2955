/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer sees first. */
@Timeout(120)
class DemoCommandITCase {

    @TempDir Path folder;

    @Test
    void theDemoEndsWithItsProofAndStartsAgainOnTheSameShop() {
        FakeTerminal terminal = new FakeTerminal(Map.of());

        assertThat(terminal.type("demo", "--once", "--rows", "300", "--state", folder.toString()))
                .as(terminal.all())
                .isZero();

        assertThat(terminal.err()).isEmpty();
        assertThat(terminal.out())
                .contains("300 customers, 900 orders")
                .contains("+300")
                .containsPattern(
                        "(\\d+) customers in the shop, \\1 of them users with the same data");
        assertThat(terminal.out().lines())
                .as("fits a wide terminal")
                .filteredOn(line -> !line.contains("/"))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(120));
    }
}
