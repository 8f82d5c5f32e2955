/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One user. Identifiers that are absent are empty; what few users have is kept aside. */
final class Profile {

    private String email;
    private String userId;
    private PackedFields fields = PackedFields.EMPTY;
    private Optional<Belongings> belongings = Optional.empty();
    private int position;

    /** What only some users have. */
    static final class Belongings {
        final Subscriptions subscriptions = new Subscriptions();
        final Map<String, ObjectNode> devices = new LinkedHashMap<>();
        final List<EventStore.StoredEvent> events = new ArrayList<>();
    }

    Profile(String email, String userId) {
        this.email = email;
        this.userId = userId;
    }

    String email() {
        return email;
    }

    void email(String value) {
        email = value;
    }

    String userId() {
        return userId;
    }

    void userId(String value) {
        userId = value;
    }

    PackedFields fields() {
        return fields;
    }

    void fields(PackedFields value) {
        fields = value;
    }

    int position() {
        return position;
    }

    void position(int value) {
        position = value;
    }

    Optional<Belongings> belongings() {
        return belongings;
    }

    Belongings ownBelongings() {
        Belongings own = belongings.orElseGet(Belongings::new);
        belongings = Optional.of(own);
        return own;
    }
}
