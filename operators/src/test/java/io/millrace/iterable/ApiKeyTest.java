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
        assertThat(IterableEndpoint.parse("US")).isEqualTo(IterableEndpoint.US);
        assertThat(IterableEndpoint.parse("eu")).isEqualTo(IterableEndpoint.EU);
        assertThat(IterableEndpoint.parse("http://localhost:8080/").baseUrl())
                .isEqualTo("http://localhost:8080");
        assertThatThrownBy(() -> IterableEndpoint.parse("asia")).hasMessageContaining("base URL");
    }
}
