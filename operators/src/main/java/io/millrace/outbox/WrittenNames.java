/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.mapping.Operation;
import java.io.IOException;
import java.io.Serializable;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of an Iterable identity a sync writes, by the names its mapping gives.
 *
 * @param names empty for all there is
 */
public record WrittenNames(Set<String> names) implements Serializable {

    static final WrittenNames EVERYTHING = new WrittenNames(Set.of());

    static final String OVERTAKEN =
            "another sync that writes the same has sent a newer value since; this one goes when the"
                    + " row changes";

    /** Numbers that are left are to stay as they are, however many digits they have. */
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private static final String FIELDS = "dataFields";

    public WrittenNames {
        names = Set.copyOf(names);
    }

    private boolean isEverything() {
        return names.isEmpty();
    }

    /**
     * What is left of an operation of who writes these names when another has written its own
     * since: the profile fields it does not write, or an operation that can't be sent any more.
     */
    Operation without(WrittenNames others, Operation older) throws IOException {
        if (isEverything() || others.isEverything()) {
            return overtaken(older);
        }
        Set<String> common =
                names.stream().filter(others.names::contains).collect(Collectors.toSet());
        if (common.isEmpty() || !older.fault().isEmpty()) {
            return older;
        }
        return switch (older.kind()) {
            case UPSERT_USER, UPDATE_USER -> withoutFields(older, common, true);
            case ADD_TO_LIST, ADD_KNOWN_TO_LIST, REMOVE_FROM_LIST ->
                    common.contains("list " + older.target())
                            ? overtaken(older)
                            : withoutFields(older, common, false);
            case DELETE_USER,
                    FORGET_USER,
                    UNFORGET_USER,
                    MERGE_USERS,
                    UPDATE_EMAIL,
                    REGISTER_DEVICE_TOKEN,
                    TRACK_EVENT,
                    TRACK_PURCHASE,
                    UPDATE_CART,
                    REPLACE_CATALOG_ITEM,
                    PATCH_CATALOG_ITEM,
                    DELETE_CATALOG_ITEM,
                    REPLACE_SUBSCRIPTIONS,
                    SUBSCRIBE,
                    UNSUBSCRIBE,
                    TRIGGER_JOURNEY,
                    SEND_EMAIL,
                    SEND_PUSH,
                    SEND_IN_APP,
                    SEND_SMS,
                    SEND_WEB_PUSH,
                    SEND_WHATS_APP,
                    WITHDRAW ->
                    overtaken(older);
        };
    }

    /**
     * @param fieldsAreAll true if nothing is left to say without any
     */
    private static Operation withoutFields(
            Operation older, Set<String> common, boolean fieldsAreAll) throws IOException {
        JsonNode body = JSON.readTree(older.body());
        if (!(body.path(FIELDS) instanceof ObjectNode fields)) {
            return older;
        }
        fields.remove(common);
        return fieldsAreAll && fields.isEmpty()
                ? overtaken(older)
                : older.with(JSON.writeValueAsBytes(body), "");
    }

    private static Operation overtaken(Operation older) {
        return older.fault().isEmpty() ? older.with(new byte[0], OVERTAKEN) : older;
    }
}
