/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.delivery;

import io.millrace.mapping.operation.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Generates the operations of one type from row numbers. Each operation has another identity,
 * except for {@link DeliveryType#HOT}. The bodies are those that the mapping writes.
 *
 * @param target the target of all operations, such as a list's id; empty if the type has none
 */
record SampleOperations(DeliveryType type, String target) {

    static final String CATALOG = "bench";
    static final int MESSAGE_TYPE = 2001;

    /** Kind, run, key and route. */
    private static final int NUMBERS_BYTES = 1 + 4 * Long.BYTES;

    private static final Instant FIRST_EVENT = Instant.parse("2025-01-01T00:00:00Z");

    Operation operation(long row, long run) {
        return new Operation(
                type.kind(),
                run,
                mix(row),
                row,
                mix(identity(row)),
                "id=" + row,
                identifier(row),
                target,
                body(row).getBytes(StandardCharsets.UTF_8),
                "");
    }

    /** The bytes of an operation that the outbox must store: texts, numbers and body. */
    static int bytes(Operation operation) {
        return NUMBERS_BYTES
                + operation.key().length()
                + operation.identifier().length()
                + operation.target().length()
                + operation.body().length;
    }

    private long identity(long row) {
        return type == DeliveryType.HOT ? 1 : row;
    }

    private static long mix(long row) {
        long mixed = row * 0x9E3779B97F4A7C15L;
        mixed ^= mixed >>> 32;
        return mixed * 0xD6E8FEB86659FD93L;
    }

    static String email(long row) {
        return "customer" + row + "@example.com";
    }

    static String newEmail(long row) {
        return "moved" + row + "@example.com";
    }

    static String userId(long row) {
        return "u-" + row;
    }

    static String id(long row) {
        return "row-" + row;
    }

    static String fields(long row) {
        return "{\"firstName\":\"Ada "
                + row
                + "\",\"city\":\"City "
                + row % 997
                + "\",\"plan\":\""
                + (row % 3 == 0 ? "pro" : "free")
                + "\",\"orderCount\":"
                + row % 50
                + ",\"lifetimeValue\":"
                + row % 1_000
                + ".25,\"vip\":"
                + (row % 7 == 0)
                + ",\"lastSeen\":\"2025-03-"
                + (10 + row % 20)
                + " 08:00:00 +00:00\"}";
    }

    static String items(long row) {
        return "[{\"id\":\"sku-"
                + row % 500
                + "\",\"name\":\"Shoe "
                + row % 500
                + "\",\"price\":"
                + row % 100
                + ".5,\"quantity\":2}]";
    }

    private String identifier(long row) {
        return type == DeliveryType.CATALOG ? id(row) : email(identity(row));
    }

    private String body(long row) {
        String email = "\"email\":\"" + email(identity(row)) + "\"";
        return switch (type) {
            case USERS, LISTS -> "{" + email + ",\"dataFields\":" + fields(row) + "}";
            case EVENTS, HOT ->
                    "{"
                            + email
                            + ",\"eventName\":\"visit\",\"id\":\""
                            + id(row)
                            + "\",\"createdAt\":"
                            + (FIRST_EVENT.getEpochSecond() + row)
                            + ",\"dataFields\":"
                            + fields(row)
                            + "}";
            case PURCHASES ->
                    "{\"user\":{"
                            + email
                            + "},\"items\":"
                            + items(row)
                            + ",\"total\":"
                            + row
                            + ".5,\"id\":\""
                            + id(row)
                            + "\",\"createdAt\":"
                            + (FIRST_EVENT.getEpochSecond() + row)
                            + "}";
            case CARTS -> "{\"user\":{" + email + "},\"items\":" + items(row) + "}";
            case CATALOG -> fields(row);
            case SUBSCRIPTIONS ->
                    "{" + email + ",\"unsubscribedMessageTypeIds\":[" + MESSAGE_TYPE + "]}";
            case EMAIL_CHANGES ->
                    "{\"currentEmail\":\""
                            + email(row)
                            + "\",\"newEmail\":\""
                            + newEmail(row)
                            + "\"}";
            case USER_ID_CHANGES ->
                    "{" + email + ",\"dataFields\":{\"userId\":\"" + userId(row) + "\"}}";
            case MERGES ->
                    "{\"sourceEmail\":\""
                            + email(row)
                            + "\",\"destinationEmail\":\""
                            + newEmail(row)
                            + "\"}";
            case DELETE, FORGET, UNFORGET -> "{" + email + "}";
            case TRIGGERS -> "{\"campaignId\":1,\"recipientEmail\":\"" + email(row) + "\"}";
            case DEVICE_TOKENS ->
                    "{"
                            + email
                            + ",\"device\":{\"token\":\""
                            + id(row)
                            + "\",\"platform\":\"GCM\",\"applicationName\":\"shop\"}}";
        };
    }
}
