/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Everything the played project holds. Guarded by whoever holds this object's monitor. */
final class Project {

    final ProjectSettings settings;
    final UserDirectory users = new UserDirectory();
    final Schema userFields = Schema.ofUsers();
    final FieldNames names = new FieldNames();
    final EventStore events = new EventStore();
    final EventStore commerce = new EventStore();
    final Map<String, Schema> eventFields = new HashMap<>();
    final Lists lists = new Lists();
    final CatalogStore catalogs = new CatalogStore();
    final List<Send> sends = new ArrayList<>();

    Project(ProjectSettings settings) {
        this.settings = settings;
    }

    UserIdentification type() {
        return settings.type();
    }

    /** Removes a profile and what belongs to it. */
    void remove(Profile profile) {
        users.remove(profile);
        lists.leaveAll(profile);
        profile.belongings()
                .ifPresent(
                        own ->
                                own.events.forEach(
                                        event -> {
                                            events.remove(event);
                                            commerce.remove(event);
                                        }));
    }
}
