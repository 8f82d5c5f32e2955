/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Events of one kind, in order of arrival. Ids are unique: an event with a stored id updates it.
 */
public final class EventStore {

    /** One event. An update keeps the user of the event. */
    public record StoredEvent(
            String id, String name, Instant createdAt, Profile profile, PackedFields fields) {}

    private final Map<String, StoredEvent> byId = new LinkedHashMap<>();

    public Collection<StoredEvent> all() {
        return Collections.unmodifiableCollection(byId.values());
    }

    /** Stores an event and returns its id; an empty id is replaced by a random one. */
    public String store(
            String id, String name, Instant createdAt, Profile profile, PackedFields fields) {
        String known = id.isEmpty() ? UUID.randomUUID().toString() : id;
        StoredEvent before = byId.get(known);
        Profile owner = before == null ? profile : before.profile();
        StoredEvent after = new StoredEvent(known, name, createdAt, owner, fields);
        byId.put(known, after);
        if (before != null) {
            owner.ownBelongings().events.remove(before);
        }
        owner.ownBelongings().events.add(after);
        return known;
    }

    void remove(StoredEvent event) {
        byId.remove(event.id(), event);
    }

    /** Moves an event of a merged profile to the remaining profile. */
    public void move(StoredEvent event, Profile to) {
        StoredEvent moved =
                new StoredEvent(event.id(), event.name(), event.createdAt(), to, event.fields());
        if (byId.replace(event.id(), event, moved)) {
            to.ownBelongings().events.add(moved);
        }
    }
}
