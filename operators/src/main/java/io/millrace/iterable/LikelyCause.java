/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.mapping.field.FieldType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds an invalid field in a row that Iterable refused without giving a cause. */
final class LikelyCause {

    /** Iterable's approximate limit for one value. */
    private static final int MAX_TEXT_LENGTH = 32_000;

    private static final List<String> IDENTITIES = List.of("email", "userId");

    private LikelyCause() {}

    static Optional<String> of(JsonNode fields, ProfileFields known) {
        List<String> causes = new ArrayList<>();
        JsonFields.each(fields, (path, value) -> of(path, value, known).ifPresent(causes::add));
        return causes.stream().findFirst();
    }

    private static Optional<String> of(String path, JsonNode value, ProfileFields known) {
        if (IDENTITIES.contains(path) && value.asText().isBlank()) {
            return Optional.of("field '" + path + "' is blank");
        }
        if (value.isTextual() && value.textValue().length() > MAX_TEXT_LENGTH) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "field '%s' has %,d characters, and Iterable accepts about %,d",
                            path,
                            value.textValue().length(),
                            MAX_TEXT_LENGTH));
        }
        return known.type(path)
                .filter(type -> !fits(type, path, value))
                .map(type -> TypeMismatch.words(path, type.wireName(), JsonFields.words(value)));
    }

    private static boolean fits(FieldType type, String path, JsonNode value) {
        return JsonFields.type(path, value).map(type::accepts).orElse(true);
    }
}
