/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Copies the state of a project into immutable values. The caller holds the project's monitor. */
public final class StateReader {

    private final Project project;

    public StateReader(Project project) {
        this.project = project;
    }

    String identity(Profile profile) {
        return switch (project.type()) {
            case EMAIL -> profile.email();
            case USER_ID -> profile.userId();
            case HYBRID -> profile.email().isEmpty() ? profile.userId() : profile.email();
        };
    }

    public Map<String, ObjectNode> users() {
        Map<String, ObjectNode> users = new LinkedHashMap<>();
        project.users
                .all()
                .forEach(profile -> users.put(identity(profile), profile.fields().unpack()));
        return users;
    }

    public Optional<Profile> find(String identity) {
        return project.users.withEmail(identity).or(() -> project.users.withUserId(identity));
    }

    public List<UserState> users(int offset, int limit) {
        List<Profile> all = project.users.all();
        int from = Math.min(offset, all.size());
        return all.subList(from, Math.min(from + limit, all.size())).stream()
                .map(this::user)
                .toList();
    }

    public UserState user(Profile profile) {
        Optional<UserSubscriptions> subscriptions =
                profile.belongings().map(own -> own.subscriptions);
        return new UserState(
                profile.email(),
                profile.userId(),
                profile.fields().unpack(),
                project.lists.idsOf(profile),
                new UserState.SubscriptionState(
                        subscriptions
                                .map(own -> Set.copyOf(own.unsubscribedChannelIds))
                                .orElse(Set.of()),
                        subscriptions
                                .map(own -> Set.copyOf(own.unsubscribedMessageTypeIds))
                                .orElse(Set.of()),
                        subscriptions
                                .map(own -> Set.copyOf(own.subscribedMessageTypeIds))
                                .orElse(Set.of())),
                profile.belongings().map(own -> Set.copyOf(own.devices.keySet())).orElse(Set.of()));
    }

    public List<EventState> events(int offset, int limit) {
        return page(project.events, offset, limit);
    }

    public List<EventState> commerce(int offset, int limit) {
        return page(project.commerce, offset, limit);
    }

    private static List<EventState> page(EventStore store, int offset, int limit) {
        return store.all().stream()
                .skip(offset)
                .limit(limit)
                .map(
                        event ->
                                new EventState(
                                        event.id(),
                                        event.name(),
                                        event.profile().email(),
                                        event.profile().userId(),
                                        event.createdAt(),
                                        event.fields().unpack()))
                .toList();
    }

    public List<ListState> lists() {
        return project.lists.all().stream()
                .map(
                        list ->
                                new ListState(
                                        list.id(),
                                        list.name(),
                                        list.description(),
                                        list.members().stream()
                                                .map(this::identity)
                                                .collect(
                                                        Collectors.toCollection(
                                                                LinkedHashSet::new))))
                .toList();
    }

    public Map<String, ObjectNode> items(String catalog, int offset, int limit) {
        Map<String, ObjectNode> items = new TreeMap<>();
        project.catalogs
                .get(catalog)
                .ifPresent(
                        known ->
                                known.items().entrySet().stream()
                                        .skip(offset)
                                        .limit(limit)
                                        .forEach(
                                                item ->
                                                        items.put(
                                                                item.getKey(),
                                                                item.getValue()
                                                                        .value()
                                                                        .deepCopy())));
        return items;
    }
}
