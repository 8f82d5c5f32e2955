/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Users of one {@code users/bulkUpdate} call, in the order sent, and their encoding. */
public record BulkUpdateRequest(List<SentUser> users) {

    private static final byte[] HEAD = "{\"users\":[".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TAIL = "]}".getBytes(StandardCharsets.UTF_8);

    /** Bytes of a request around its users. */
    public static final int ENVELOPE_BYTES = HEAD.length + TAIL.length;

    /** Bytes between two users. */
    public static final int SEPARATOR_BYTES = 1;

    public BulkUpdateRequest {
        users = List.copyOf(users);
    }

    public byte[] encode() {
        int size = users.stream().mapToInt(user -> user.body().length + SEPARATOR_BYTES).sum();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(size + ENVELOPE_BYTES);
        bytes.writeBytes(HEAD);
        boolean first = true;
        for (SentUser user : users) {
            if (!first) {
                bytes.write(',');
            }
            first = false;
            bytes.writeBytes(user.body());
        }
        bytes.writeBytes(TAIL);
        return bytes.toByteArray();
    }
}
