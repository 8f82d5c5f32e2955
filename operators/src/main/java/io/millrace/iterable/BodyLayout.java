/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How the rows of a request are arranged in its body. */
enum BodyLayout {
    USERS(Rows.BODIES, Destination.NONE, "users", "{\"users\":[", "]}"),
    EVENTS(Rows.BODIES, Destination.NONE, "events", "{\"events\":[", "]}"),
    SUBSCRIPTIONS(
            Rows.BODIES,
            Destination.NONE,
            "updateSubscriptionsRequests",
            "{\"updateSubscriptionsRequests\":[",
            "]}"),
    SUBSCRIBERS(
            Rows.BODIES,
            Destination.LIST,
            "subscribers",
            "{\"listId\":{target},\"subscribers\":[",
            "]}"),
    KNOWN_SUBSCRIBERS(
            Rows.BODIES,
            Destination.LIST,
            "subscribers",
            "{\"listId\":{target},\"updateExistingUsersOnly\":true,\"subscribers\":[",
            "]}"),
    UNSUBSCRIBERS(
            Rows.BODIES,
            Destination.LIST,
            "subscribers",
            "{\"listId\":{target},\"channelUnsubscribe\":false,\"subscribers\":[",
            "]}"),
    REPLACING_DOCUMENTS(
            Rows.DOCUMENTS,
            Destination.CATALOG,
            "documents",
            "{\"replaceUploadedFieldsOnly\":false,\"documents\":{",
            "}}"),
    PATCHING_DOCUMENTS(
            Rows.DOCUMENTS,
            Destination.CATALOG,
            "documents",
            "{\"replaceUploadedFieldsOnly\":true,\"documents\":{",
            "}}"),
    ITEM_IDS(Rows.IDENTIFIERS, Destination.CATALOG, "itemIds", "{\"itemIds\":[", "]}"),
    IDENTITIES(
            Rows.IDENTIFIERS_BY_KIND,
            Destination.SUBSCRIPTION,
            "users",
            "{\"users\":[",
            "],\"usersByUserId\":[]}"),
    /** The body of the only row. */
    WHOLE(Rows.ONLY_BODY, Destination.NONE, "", "", ""),
    /** No body; the path contains the row. */
    NONE(Rows.NO_BODY, Destination.NONE, "", "", "");

    private static final String REFUSE_NEW_FIELDS = "{\"createNewFields\":false,";
    private static final String EMAIL = "{\"email\"";
    private static final int INITIAL_BYTES = 1_024;

    /** What a body contains of each row. */
    private enum Rows {
        NO_BODY,
        ONLY_BODY,
        /** An array of bodies. */
        BODIES,
        /** An object of bodies by identifier. */
        DOCUMENTS,
        /** An array of identifiers. */
        IDENTIFIERS,
        /** Two arrays: emails and userIds. */
        IDENTIFIERS_BY_KIND
    }

    /** What the target of a request is. */
    enum Destination {
        NONE,
        LIST,
        CATALOG,
        /** A list, channel or message type. */
        SUBSCRIPTION
    }

    private final Rows rows;
    private final Destination destination;
    private final String rowsField;
    private final String head;
    private final String tail;

    BodyLayout(Rows rows, Destination destination, String rowsField, String head, String tail) {
        this.rows = rows;
        this.destination = destination;
        this.rowsField = rowsField;
        this.head = head;
        this.tail = tail;
    }

    boolean isBulk() {
        return !rowsField.isEmpty();
    }

    Destination destination() {
        return destination;
    }

    /** The field whose elements are the rows; empty if the layout is not bulk. */
    String rowsField() {
        return rowsField;
    }

    /** Bytes of the body without its rows. */
    int envelopeBytes(String target) {
        return isBulk() ? head(target).length + bytes(tail).length : 0;
    }

    /** Bytes that a row adds to the body, including the separator. */
    int rowBytes(SentRow row) {
        return part(row).length + 1;
    }

    byte[] encode(String target, List<SentRow> sent, NewFieldPolicy newFields) {
        return switch (newFields) {
            case CREATE -> encode(target, sent);
            case REFUSE -> encodeRefusingNewFields(target, sent);
        };
    }

    /** Users have the flag once in a request, events each; other calls have no such flag. */
    private byte[] encodeRefusingNewFields(String target, List<SentRow> sent) {
        if (this == USERS) {
            return bytes(refuseNewFields(encode(target, sent)));
        }
        if (this == EVENTS) {
            return encode(target, sent.stream().map(BodyLayout::refuseNewFields).toList());
        }
        return encode(target, sent);
    }

    private static SentRow refuseNewFields(SentRow event) {
        return new SentRow(event.identifier(), bytes(refuseNewFields(event.body())));
    }

    private static String refuseNewFields(byte[] object) {
        String afterBrace = new String(object, 1, object.length - 1, StandardCharsets.UTF_8);
        return REFUSE_NEW_FIELDS + afterBrace;
    }

    private byte[] encode(String target, List<SentRow> sent) {
        return switch (rows) {
            case NO_BODY -> new byte[0];
            case ONLY_BODY -> sent.get(0).body();
            case IDENTIFIERS_BY_KIND -> identifiersByKind(sent);
            case BODIES, DOCUMENTS, IDENTIFIERS -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream(INITIAL_BYTES);
                out.writeBytes(head(target));
                join(sent, out);
                out.writeBytes(bytes(tail));
                yield out.toByteArray();
            }
        };
    }

    private byte[] head(String target) {
        return bytes(head.replace("{target}", target));
    }

    private byte[] part(SentRow row) {
        return switch (rows) {
            case NO_BODY, ONLY_BODY, BODIES -> row.body();
            case IDENTIFIERS, IDENTIFIERS_BY_KIND -> quoted(row.identifier());
            case DOCUMENTS -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream(row.body().length + 64);
                out.writeBytes(quoted(row.identifier()));
                out.write(':');
                out.writeBytes(row.body());
                yield out.toByteArray();
            }
        };
    }

    private byte[] identifiersByKind(List<SentRow> sent) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(INITIAL_BYTES);
        out.writeBytes(bytes("{\"users\":["));
        join(sent.stream().filter(BodyLayout::isEmail).toList(), out);
        out.writeBytes(bytes("],\"usersByUserId\":["));
        join(sent.stream().filter(row -> !isEmail(row)).toList(), out);
        out.writeBytes(bytes("]}"));
        return out.toByteArray();
    }

    /** True if the row's identifier is an email. */
    static boolean isEmail(SentRow row) {
        return new String(row.body(), StandardCharsets.UTF_8).startsWith(EMAIL);
    }

    private void join(List<SentRow> sent, ByteArrayOutputStream out) {
        boolean first = true;
        for (SentRow row : sent) {
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
