/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.iterable.MissingDestination;
import org.junit.jupiter.api.Test;

class CauseTest {

    @Test
    void aMissingListOrCatalogHasTheCodeOfTheAnswerThatSaysSo() {
        for (String code : new String[] {Cause.LIST_MISSING, Cause.CATALOG_MISSING}) {
            assertThat(MissingDestination.isCode(code)).as(code).isTrue();
            assertThat(new Cause(code, "").isMissingDestination()).as(code).isTrue();
        }
        assertThat(new Cause(Cause.SOURCE_FAILED, "").isMissingDestination()).isFalse();
        assertThat(Cause.NONE.isMissingDestination()).isFalse();
    }
}
