/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The settings of the project that the sandbox imitates.
 *
 * @param disallowedEventNames event names the project refuses to track
 */
public record ProjectSettings(
        UserIdentification type,
        FieldSettings fields,
        Features features,
        Set<String> disallowedEventNames,
        Subscribables subscribables) {

    /** 2014 and 2024, in milliseconds since 1970. */
    private static final long EARLIEST = 1_400_000_000_000L;

    private static final long LATEST = 1_720_000_000_000L;

    /** The channels and message types users subscribe to. */
    public record Subscribables(List<MessageChannel> channels, List<MessageType> messageTypes) {
        public Subscribables {
            channels = List.copyOf(channels);
            messageTypes = List.copyOf(messageTypes);
        }
    }

    public ProjectSettings {
        disallowedEventNames = Set.copyOf(disallowedEventNames);
    }

    /**
     * A project of this type with every feature, two channels and three message types, which were
     * created at a random time: it differs from project to project, as in Iterable.
     */
    public static ProjectSettings of(UserIdentification type) {
        return of(type, ThreadLocalRandom.current().nextLong(EARLIEST, LATEST));
    }

    /** The project that was created at this time, in milliseconds since 1970. */
    public static ProjectSettings of(UserIdentification type, long createdAt) {
        return new ProjectSettings(
                type,
                FieldSettings.documented(),
                Features.all(),
                Set.of(),
                new Subscribables(
                        List.of(
                                new MessageChannel(1001, "Marketing Channel", true, "Email"),
                                new MessageChannel(1002, "Transactional Channel", false, "Email")),
                        List.of(
                                new MessageType(2001, "Newsletter", 1001, false, createdAt),
                                new MessageType(2002, "Offers", 1001, true, createdAt),
                                new MessageType(2003, "Receipts", 1002, false, createdAt))));
    }

    public ProjectSettings withFields(FieldSettings value) {
        return new ProjectSettings(type, value, features, disallowedEventNames, subscribables);
    }

    public ProjectSettings withFeatures(Features value) {
        return new ProjectSettings(type, fields, value, disallowedEventNames, subscribables);
    }

    public ProjectSettings withDisallowedEventNames(Set<String> value) {
        return new ProjectSettings(type, fields, features, value, subscribables);
    }

    public ProjectSettings withSubscribables(Subscribables value) {
        return new ProjectSettings(type, fields, features, disallowedEventNames, value);
    }
}
