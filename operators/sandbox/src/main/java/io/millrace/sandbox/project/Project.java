/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The state of the project. Callers hold this object's monitor. */
public final class Project {

    public final ProjectSettings settings;
    public final UserDirectory users = new UserDirectory();
    public final Schema userFields = Schema.ofUsers();
    public final FieldNamePool names = new FieldNamePool();
    public final EventStore events = new EventStore();
    public final EventStore commerce = new EventStore();
    public final Map<String, Schema> eventFields = new HashMap<>();
    public final ListStore lists = new ListStore();
    public final CatalogStore catalogs = new CatalogStore();
    public final List<Send> sends = new ArrayList<>();

    public Project(ProjectSettings settings) {
        this.settings = settings;
    }

    public UserIdentification type() {
        return settings.type();
    }

    /** Removes a profile and what belongs to it. */
    public void remove(Profile profile) {
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
