/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.mapping.field.FieldType;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The types of profile fields by path, as {@code users/getFields} returns them. The path of a field
 * in an object contains dots.
 */
public record ProfileFields(Map<String, String> types) {

    /** No field is known. */
    public static final ProfileFields UNKNOWN = new ProfileFields(Map.of());

    public ProfileFields {
        types = Map.copyOf(types);
    }

    /** Reads a response; empty if it does not contain a list of fields. */
    public static Optional<ProfileFields> of(CallResult result) {
        return result.match(
                response -> response.status() == 200 ? ofBody(response.body()) : Optional.empty(),
                none -> Optional.empty());
    }

    private static Optional<ProfileFields> ofBody(String body) {
        JsonNode fields = JsonFields.parse(body.getBytes(StandardCharsets.UTF_8)).path("fields");
        if (!fields.isObject()) {
            return Optional.empty();
        }
        Map<String, String> types = new HashMap<>();
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            types.put(field.getKey(), field.getValue().asText());
        }
        return Optional.of(new ProfileFields(types));
    }

    /** The type of a field; empty if the field does not exist or its type is not documented. */
    public Optional<FieldType> type(String path) {
        return Optional.ofNullable(types.get(path)).flatMap(FieldType::named);
    }

    /** The first value of a refused row that does not fit its field, as a description. */
    public Optional<String> likelyCause(SentRow row) {
        JsonNode fields = JsonFields.parse(row.body()).path(JsonFields.DATA_FIELDS);
        return LikelyCause.of(fields, this);
    }
}
