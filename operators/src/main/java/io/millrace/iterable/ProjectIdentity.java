/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.iterable;

import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Identifies an Iterable project. Iterable has no call that returns the id of a project. But the
 * ids and creation times of its message types are the same for every key of the project.
 *
 * @param baseUrl without a slash at its end
 * @param access a hash of base URL and key, from which the key can't be derived
 * @param messageTypes id and time of creation; empty if unknown
 * @param channels ids; empty if unknown
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
        /** One base URL, two keys, and neither message types nor channels are known. */
        UNCERTAIN
    }

    public ProjectIdentity {
        messageTypes = Collections.unmodifiableSet(new TreeSet<>(messageTypes));
        channels = Collections.unmodifiableSet(new TreeSet<>(channels));
    }

    /**
     * Compares message types, or else channels, because keys and the addresses of proxies may
     * change. Compares base URL and key if neither is known.
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

    /** True if message types or channels are known. */
    public boolean isKnown() {
        return !messageTypes.isEmpty() || !channels.isEmpty();
    }

    /** Takes message types and channels from an earlier identity if they are unknown now. */
    public ProjectIdentity completedBy(ProjectIdentity earlier) {
        return new ProjectIdentity(
                baseUrl,
                access,
                messageTypes.isEmpty() ? earlier.messageTypes : messageTypes,
                channels.isEmpty() ? earlier.channels : channels);
    }

    /** One line of text that {@link #parse} reads. */
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
     * @throws IllegalArgumentException if {@link #text} did not write this text
     */
    public static ProjectIdentity parse(String text) {
        String[] fields = text.split(FIELDS, -1);
        if (fields.length != FIELD_COUNT) {
            throw new IllegalArgumentException("'" + text + "' is not the identity of a project");
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
