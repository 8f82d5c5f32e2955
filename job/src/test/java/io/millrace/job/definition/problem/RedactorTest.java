/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RedactorTest {

    private final Redactor redactor = new Redactor();

    @Test
    void aLongValueIsHiddenInAnyText() {
        redactor.hide("correct-horse", "${PASSWORD}");

        assertThat(redactor.redact("xcorrect-horsex")).isEqualTo("x${PASSWORD}x");
    }

    @Test
    void aShortValueIsHiddenButNotCutOutOfWordsThatWouldTellIt() {
        redactor.hide("x", "${SHOP_PASSWORD}");
        redactor.hide("post", "${OTHER_PASSWORD}");

        assertThat(redactor.redact("ConnectException of jdbc:postgresql://h/d?password=x&a=b"))
                .isEqualTo(
                        "ConnectException of jdbc:postgresql://h/d?password=${SHOP_PASSWORD}&a=b");
        assertThat(redactor.redact("login 'post' failed"))
                .isEqualTo("login '${OTHER_PASSWORD}' failed");
    }
}
