/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How the rows of a request lie in its body. */
enum BodyLayout {
    USERS("\"users\":[", "]}", "users"),
    EVENTS("\"events\":[", "]}", "events"),
    SUBSCRIPTIONS("\"updateSubscriptionsRequests\":[", "]}", "updateSubscriptionsRequests"),
    SUBSCRIBERS("\"subscribers\":[", "]}", "subscribers"),
    KNOWN_SUBSCRIBERS("\"updateExistingUsersOnly\":true,\"subscribers\":[", "]}", "subscribers"),
    UNSUBSCRIBERS("\"channelUnsubscribe\":false,\"subscribers\":[", "]}", "subscribers"),
    REPLACING_DOCUMENTS("\"replaceUploadedFieldsOnly\":false,\"documents\":{", "}}", "documents"),
    PATCHING_DOCUMENTS("\"replaceUploadedFieldsOnly\":true,\"documents\":{", "}}", "documents"),
    ITEM_IDS("\"itemIds\":[", "]}", "itemIds"),
    /** Emails and userIds, apart. */
    IDENTITIES("\"users\":[", "],\"usersByUserId\":[]}", "users"),
    /** The row is the body. */
    WHOLE("", "", ""),
    /** There is no body; the path names the row. */
    NONE("", "", "");

    private static final String REFUSING = "{\"createNewFields\":false,";
    private static final String EMAIL = "{\"email\"";

    private final String head;
    private final String tail;
    private final String rowsField;

    BodyLayout(String head, String tail, String rowsField) {
        this.head = head;
        this.tail = tail;
        this.rowsField = rowsField;
    }

    boolean isBulk() {
        return !rowsField.isEmpty();
    }

    /** The field whose elements are the rows; empty if there is none. */
    String rowsField() {
        return rowsField;
    }

    /** Bytes around the rows. */
    int envelopeBytes(String target) {
        return isBulk() ? head(target).length + bytes(tail).length : 0;
    }

    /** Bytes of one row, with what parts it from the next. */
    int rowBytes(SentRow row) {
        return part(row).length + 1;
    }

    byte[] encode(String target, List<SentRow> rows, NewFieldPolicy newFields) {
        return switch (newFields) {
            case CREATE -> encode(target, rows);
            case REFUSE -> refusing(target, rows);
        };
    }

    /** Users say so once for a request, and events each for itself; other calls can't. */
    private byte[] refusing(String target, List<SentRow> rows) {
        if (this == USERS) {
            return bytes(refusing(encode(target, rows)));
        }
        return encode(
                target, this == EVENTS ? rows.stream().map(BodyLayout::refusing).toList() : rows);
    }

    private static SentRow refusing(SentRow event) {
        return new SentRow(event.identifier(), bytes(refusing(event.body())));
    }

    private static String refusing(byte[] object) {
        return REFUSING + new String(object, 1, object.length - 1, StandardCharsets.UTF_8);
    }

    private byte[] encode(String target, List<SentRow> rows) {
        return switch (this) {
            case NONE -> new byte[0];
            case WHOLE -> rows.get(0).body();
            case IDENTITIES -> identities(rows);
            case USERS,
                    EVENTS,
                    SUBSCRIPTIONS,
                    SUBSCRIBERS,
                    KNOWN_SUBSCRIBERS,
                    UNSUBSCRIBERS,
                    REPLACING_DOCUMENTS,
                    PATCHING_DOCUMENTS,
                    ITEM_IDS -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);
                out.writeBytes(head(target));
                join(rows, out);
                out.writeBytes(bytes(tail));
                yield out.toByteArray();
            }
        };
    }

    private byte[] head(String target) {
        return switch (this) {
            case SUBSCRIBERS, KNOWN_SUBSCRIBERS, UNSUBSCRIBERS ->
                    bytes("{\"listId\":" + target + "," + head);
            case USERS,
                    EVENTS,
                    SUBSCRIPTIONS,
                    REPLACING_DOCUMENTS,
                    PATCHING_DOCUMENTS,
                    ITEM_IDS,
                    IDENTITIES,
                    WHOLE,
                    NONE ->
                    bytes("{" + head);
        };
    }

    private byte[] part(SentRow row) {
        return switch (this) {
            case REPLACING_DOCUMENTS, PATCHING_DOCUMENTS -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream(row.body().length + 64);
                out.writeBytes(quoted(row.identifier()));
                out.write(':');
                out.writeBytes(row.body());
                yield out.toByteArray();
            }
            case ITEM_IDS, IDENTITIES -> quoted(row.identifier());
            case USERS,
                    EVENTS,
                    SUBSCRIPTIONS,
                    SUBSCRIBERS,
                    KNOWN_SUBSCRIBERS,
                    UNSUBSCRIBERS,
                    WHOLE,
                    NONE ->
                    row.body();
        };
    }

    private static byte[] identities(List<SentRow> rows) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);
        out.writeBytes(bytes("{\"users\":["));
        IDENTITIES.join(rows.stream().filter(BodyLayout::isEmail).toList(), out);
        out.writeBytes(bytes("],\"usersByUserId\":["));
        IDENTITIES.join(rows.stream().filter(row -> !isEmail(row)).toList(), out);
        out.writeBytes(bytes("]}"));
        return out.toByteArray();
    }

    /** Whether the row's Id is an email. */
    static boolean isEmail(SentRow row) {
        return new String(row.body(), StandardCharsets.UTF_8).startsWith(EMAIL);
    }

    private void join(List<SentRow> rows, ByteArrayOutputStream out) {
        boolean first = true;
        for (SentRow row : rows) {
            if (!first) {
                out.write(',');
            }
            first = false;
            out.writeBytes(part(row));
        }
    }

    private static byte[] quoted(String text) {
        return bytes('"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"');
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
