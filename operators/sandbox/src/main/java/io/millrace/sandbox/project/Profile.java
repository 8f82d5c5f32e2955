/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One user. An absent identifier is empty; data that few users have is allocated on demand. */
public final class Profile {

    private String email;
    private String userId;
    private PackedFields fields = PackedFields.EMPTY;
    private Optional<Belongings> belongings = Optional.empty();
    private int position;

    /** The data that only some users have. */
    public static final class Belongings {
        public final UserSubscriptions subscriptions = new UserSubscriptions();
        public final Map<String, ObjectNode> devices = new LinkedHashMap<>();
        public final List<EventStore.StoredEvent> events = new ArrayList<>();
    }

    Profile(String email, String userId) {
        this.email = email;
        this.userId = userId;
    }

    public String email() {
        return email;
    }

    public void email(String value) {
        email = value;
    }

    public String userId() {
        return userId;
    }

    public void userId(String value) {
        userId = value;
    }

    public PackedFields fields() {
        return fields;
    }

    public void fields(PackedFields value) {
        fields = value;
    }

    int position() {
        return position;
    }

    void position(int value) {
        position = value;
    }

    public Optional<Belongings> belongings() {
        return belongings;
    }

    public Belongings ownBelongings() {
        Belongings own = belongings.orElseGet(Belongings::new);
        belongings = Optional.of(own);
        return own;
    }
}
