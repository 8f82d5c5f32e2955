/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What tells one Iterable project from another. Iterable names no project, but a message type has
 * the same id and time of creation whichever key of the project reads it.
 *
 * @param baseUrl without a slash at its end
 * @param access a fingerprint of base URL and key; reveals nothing of the key
 * @param messageTypes id and time of creation; empty if Iterable does not tell
 * @param channels ids; empty if Iterable does not tell
 */
public record ProjectIdentity(
        String baseUrl, String access, Set<MessageType> messageTypes, Set<Long> channels) {

    private static final String FIELDS = " ";
    private static final String ITEMS = ",";
    private static final int FIELD_COUNT = 4;

    /** Milliseconds since 1970. */
    public record MessageType(long id, long createdAt) implements Comparable<MessageType> {

        /** The oldest first. */
        @Override
        public int compareTo(MessageType other) {
            int byAge = Long.compare(createdAt, other.createdAt);
            return byAge == 0 ? Long.compare(id, other.id) : byAge;
        }
    }

    /** How two projects relate. */
    public enum Relation {
        SAME,
        OTHER,
        /** One address, two keys, and Iterable tells nothing. */
        UNCERTAIN
    }

    public ProjectIdentity {
        messageTypes = Collections.unmodifiableSet(new TreeSet<>(messageTypes));
        channels = Collections.unmodifiableSet(new TreeSet<>(channels));
    }

    /**
     * What Iterable tells decides; a key may change, and so may the address of a proxy. Where it
     * tells nothing, address and key decide.
     */
    public Relation to(ProjectIdentity other) {
        if (!messageTypes.isEmpty() && !other.messageTypes.isEmpty()) {
            return ofCommon(messageTypes, other.messageTypes);
        }
        if (!baseUrl.equals(other.baseUrl)) {
            return Relation.OTHER;
        }
        if (!channels.isEmpty() && !other.channels.isEmpty()) {
            return ofCommon(channels, other.channels);
        }
        return access.equals(other.access) ? Relation.SAME : Relation.UNCERTAIN;
    }

    private static Relation ofCommon(Set<?> ours, Set<?> theirs) {
        return Collections.disjoint(ours, theirs) ? Relation.OTHER : Relation.SAME;
    }

    /** Whether Iterable tells which project it is. */
    public boolean isTold() {
        return !messageTypes.isEmpty() || !channels.isEmpty();
    }

    /** With what Iterable told earlier of the same project, where it tells nothing now. */
    public ProjectIdentity completedBy(ProjectIdentity earlier) {
        return new ProjectIdentity(
                baseUrl,
                access,
                messageTypes.isEmpty() ? earlier.messageTypes : messageTypes,
                channels.isEmpty() ? earlier.channels : channels);
    }

    /** One line, from which {@link #parse} makes the same identity. */
    public String text() {
        return String.join(
                FIELDS,
                baseUrl,
                access,
                messageTypes.stream()
                        .map(type -> type.id() + "@" + type.createdAt())
                        .collect(Collectors.joining(ITEMS)),
                channels.stream().map(String::valueOf).collect(Collectors.joining(ITEMS)));
    }

    /**
     * @throws IllegalArgumentException if the text is none of {@link #text}
     */
    public static ProjectIdentity parse(String text) {
        String[] fields = text.split(FIELDS, -1);
        if (fields.length != FIELD_COUNT) {
            throw new IllegalArgumentException("'" + text + "' is no identity of a project");
        }
        return new ProjectIdentity(
                fields[0],
                fields[1],
                items(fields[2], ProjectIdentity::messageType),
                items(fields[3], Long::valueOf));
    }

    private static MessageType messageType(String item) {
        int at = item.indexOf('@');
        return new MessageType(
                Long.parseLong(item.substring(0, at)), Long.parseLong(item.substring(at + 1)));
    }

    private static <T> Set<T> items(String field, Function<String, T> item) {
        return Arrays.stream(field.split(ITEMS))
                .filter(text -> !text.isEmpty())
                .map(item)
                .collect(Collectors.toUnmodifiableSet());
    }
}
