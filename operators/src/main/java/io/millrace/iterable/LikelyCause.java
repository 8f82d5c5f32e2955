/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.mapping.field.FieldType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds what is wrong with the fields of a row that Iterable refuses without a cause. */
final class LikelyCause {

    /** About what one value may have. */
    private static final int LONGEST_TEXT = 32_000;

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
        if (value.isTextual() && value.textValue().length() > LONGEST_TEXT) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "field '%s' has %,d characters, and Iterable takes about %,d",
                            path,
                            value.textValue().length(),
                            LONGEST_TEXT));
        }
        return known.type(path)
                .filter(type -> !fits(type, path, value))
                .map(type -> TypeMismatch.words(path, type.wireName(), JsonFields.words(value)));
    }

    private static boolean fits(FieldType type, String path, JsonNode value) {
        return JsonFields.type(path, value).map(type::accepts).orElse(true);
    }
}
