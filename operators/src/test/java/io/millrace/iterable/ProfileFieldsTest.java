/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.field.FieldType;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileFieldsTest {

    private static final String FIELDS =
            "{\"fields\":{\"age\":\"long\",\"score\":\"double\",\"batch\":\"date\",\"plan\":\"string\",\"address\":\"object\",\"address.since\":\"date\",\"odd\":\"some"
                    + " new type\",\"home_geo_location\":\"geo_location\"}}";

    private final ProfileFields fields = read(200, FIELDS).orElseThrow();

    @Test
    void aTypeIsKnownIfItIsDocumented() {
        assertThat(fields.type("age")).contains(FieldType.LONG);
        assertThat(fields.type("address.since")).contains(FieldType.DATE);
        assertThat(fields.type("odd")).isEmpty();
        assertThat(fields.type("Age")).isEmpty();
        assertThat(fields.types()).containsKey("odd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "{\"fields\":7}", "<html/>"})
    void whatIsNoListOfFieldsTellsNothing(String body) {
        assertThat(read(200, body)).isEmpty();
    }

    @Test
    void aFailureTellsNothing() {
        assertThat(read(429, FIELDS)).isEmpty();
        assertThat(ProfileFields.of(new CallResult.NoResponse("reset"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"plan\":\"x\",\"batch\":\"N/A\"}', field 'batch' is date in Iterable~ the row has the"
                + " text 'N/A'",
        "'{\"batch\":\"\"}', field 'batch' is date in Iterable~ the row has an empty text",
        "'{\"age\":1.5}', field 'age' is long in Iterable~ the row has the number 1.5",
        "'{\"age\":[1,true]}', field 'age' is long in Iterable~ the row has true",
        "'{\"address\":{\"since\":7}}', field 'address.since' is date in Iterable~ the row has the"
                + " number 7",
        "'{\"userId\":\" \"}', field 'userId' is blank"
    })
    void theLikelyFieldIsFound(String json, String words) {
        assertThat(cause(json)).contains(words.replace('~', ','));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"age\":7,\"score\":7,\"batch\":\"2024-01-01\",\"plan\":\"2024-01-01\",\"new\":1}",
                "{\"age\":null,\"address\":{\"since\":null},\"odd\":7}",
                "{\"home_geo_location\":{\"lat\":1.5,\"lon\":2}}"
            })
    void whatFitsIsNotSuspected(String json) {
        assertThat(cause(json)).isEmpty();
    }

    @Test
    void aValueThatIsTooLongIsSuspected() {
        assertThat(cause("{\"bio\":\"" + "x".repeat(40_000) + "\"}"))
                .contains("field 'bio' has 40,000 characters, and Iterable accepts about 32,000");
    }

    @ParameterizedTest
    @CsvSource({
        "2024-01-01, DATE",
        "2024-01-01 10:11:12, DATE",
        "2024-01-01 10:11:12 +00:00, DATE",
        "2024-01-01T10:11:12.123Z, DATE",
        "2024-01-01T10:11:12.123+0200, DATE",
        "2024-01-01 10:11:12.123, STRING",
        "2024-13-01, STRING",
        "2024-01-01 25:00:00, STRING",
        "2024, STRING",
        "'', STRING",
        "01.02.2024, STRING"
    })
    void aTextOfADocumentedFormIsADate(String text, FieldType type) {
        assertThat(FieldType.ofText(text)).isEqualTo(type);
    }

    private Optional<String> cause(String json) {
        String body = "{\"email\":\"a@b.c\",\"dataFields\":" + json + "}";
        return fields.likelyCause(new SentRow("a@b.c", body.getBytes(StandardCharsets.UTF_8)));
    }

    private static Optional<ProfileFields> read(int status, String body) {
        return ProfileFields.of(new CallResult.Response(status, Optional.empty(), body));
    }
}
