/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.mapping.field.FieldType;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of the project's profiles, as {@code users/getFields} lists them. A field within an
 * object has the path of its names, with dots.
 */
public record ProfileFields(Map<String, String> types) {

    /** Nothing is known. */
    public static final ProfileFields UNKNOWN = new ProfileFields(Map.of());

    public ProfileFields {
        types = Map.copyOf(types);
    }

    /** As the answer lists them; empty if it is no list of fields. */
    public static Optional<ProfileFields> of(CallResult answer) {
        return answer.match(
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

    /** The type of a field; empty if there is no such field, or its type is not documented. */
    public Optional<FieldType> type(String path) {
        return Optional.ofNullable(types.get(path)).flatMap(FieldType::named);
    }

    /**
     * What is likely to be wrong with a refused row: the first value that does not fit its field.
     */
    public Optional<String> likelyCause(SentRow row) {
        JsonNode fields = JsonFields.parse(row.body()).path(JsonFields.DATA_FIELDS);
        return LikelyCause.of(fields, this);
    }
}
