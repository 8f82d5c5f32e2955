/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ApiKeyTest {

    @Test
    void aKeyIsNeverPrinted() {
        assertThat(new ApiKey("0123456789abcdef0123456789abcdef")).hasToString("****");
        assertThat(new ApiKey("short")).hasToString("****");
    }

    @Test
    void aKeyWithBlanksIsNoKey() {
        assertThatThrownBy(() -> new ApiKey("key\n")).hasMessageContaining("blanks");
        assertThatThrownBy(() -> new ApiKey("")).hasMessageContaining("empty");
        assertThatThrownBy(() -> new ApiKey("k\ney"))
                .hasMessage("the API key has characters that no API key has");
    }

    @Test
    void anEndpointIsADataCentreOrAUrl() {
        assertThat(IterableServer.parse("US")).isEqualTo(IterableServer.US);
        assertThat(IterableServer.parse("eu")).isEqualTo(IterableServer.EU);
        assertThat(IterableServer.parse("http://localhost:8080/").baseUrl())
                .isEqualTo("http://localhost:8080");
        assertThatThrownBy(() -> IterableServer.parse("asia")).hasMessageContaining("base URL");
    }
}
