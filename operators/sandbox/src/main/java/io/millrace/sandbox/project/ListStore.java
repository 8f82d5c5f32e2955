/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The lists of the project and their members. */
public final class ListStore {

    private static final long FIRST_ID = 5_001;

    /** One static list. */
    public record UserList(
            long id, String name, String description, long createdAt, Set<Profile> members) {}

    private final Map<Long, UserList> byId = new TreeMap<>();
    private long nextId = FIRST_ID;

    public UserList create(String name, String description, long createdAt) {
        UserList list = new UserList(nextId, name, description, createdAt, new LinkedHashSet<>());
        nextId++;
        byId.put(list.id(), list);
        return list;
    }

    public Optional<UserList> get(long id) {
        return Optional.ofNullable(byId.get(id));
    }

    public boolean delete(long id) {
        return byId.remove(id) != null;
    }

    public List<UserList> all() {
        return new ArrayList<>(byId.values());
    }

    public List<Long> idsOf(Profile profile) {
        return byId.values().stream()
                .filter(list -> list.members().contains(profile))
                .map(UserList::id)
                .toList();
    }

    /** Makes the profile a member of exactly these lists; unknown ids are ignored. */
    public void putOnExactly(Profile profile, Set<Long> ids) {
        byId.values()
                .forEach(
                        list -> {
                            if (ids.contains(list.id())) {
                                list.members().add(profile);
                            } else {
                                list.members().remove(profile);
                            }
                        });
    }

    void leaveAll(Profile profile) {
        byId.values().forEach(list -> list.members().remove(profile));
    }
}
