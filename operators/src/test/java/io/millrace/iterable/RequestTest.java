/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RequestTest {

    private static final String EMAIL = "{\"email\":\"a@b.c\"}";

    @Test
    void usersRefuseNewFieldsOnceForARequest() {
        assertThat(refusing(Endpoint.USERS_BULK_UPDATE))
                .isEqualTo("{\"createNewFields\":false,\"users\":[" + EMAIL + "," + EMAIL + "]}");
    }

    @Test
    void eventsRefuseNewFieldsEachForItself() {
        String event = "{\"createNewFields\":false,\"email\":\"a@b.c\"}";
        assertThat(refusing(Endpoint.EVENTS_TRACK_BULK))
                .isEqualTo("{\"events\":[" + event + "," + event + "]}");
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"USERS_BULK_UPDATE", "EVENTS_TRACK_BULK"})
    void otherCallsDontKnowOfIt(Endpoint endpoint) {
        assertThat(refusing(endpoint)).doesNotContain("createNewFields");
    }

    private static String refusing(Endpoint endpoint) {
        SentRow row = new SentRow("a@b.c", EMAIL.getBytes(StandardCharsets.UTF_8));
        List<SentRow> rows = endpoint.isBulk() ? List.of(row, row) : List.of(row);
        byte[] body = new Request(endpoint, "7", rows).encode(NewFieldPolicy.REFUSE);
        return new String(body, StandardCharsets.UTF_8);
    }
}
