/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Events of one kind, in order of arrival, unique by id: an id that is known updates its event. */
public final class EventStore {

    /** One event; its user stays who it was when the event was new. */
    public record StoredEvent(
            String id, String name, Instant createdAt, Profile profile, PackedFields fields) {}

    private final Map<String, StoredEvent> byId = new LinkedHashMap<>();

    public Collection<StoredEvent> all() {
        return Collections.unmodifiableCollection(byId.values());
    }

    /** Takes an event and returns its id; an empty id stands for a new one. */
    public String take(
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

    /** Hands an event of a merged profile to the one that remains. */
    public void move(StoredEvent event, Profile to) {
        StoredEvent moved =
                new StoredEvent(event.id(), event.name(), event.createdAt(), to, event.fields());
        if (byId.replace(event.id(), event, moved)) {
            to.ownBelongings().events.add(moved);
        }
    }
}
