/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.rule;

import io.millrace.job.definition.FieldTree;
import io.millrace.job.definition.SyncDefinition;
import io.millrace.job.definition.option.CatalogOptions;
import io.millrace.job.definition.option.EventOptions;
import io.millrace.job.definition.option.ListOptions;
import io.millrace.job.definition.option.Option;
import io.millrace.job.definition.option.Settings;
import io.millrace.job.definition.option.SharedOptions;
import io.millrace.job.definition.option.SubscriptionOptions;
import io.millrace.job.definition.option.SubscriptionOptions.Group;
import io.millrace.job.definition.option.SyncMode;
import io.millrace.job.definition.option.SyncType;
import io.millrace.job.definition.option.UserOptions;
import io.millrace.job.plan.rule.WriteTarget.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the targets that a sync writes. Identifiers are not written. Events, purchases, messages
 * and devices need no owner, because no other row changes them. Deleting or forgetting a user
 * writes no field.
 */
final class WriteTargetFinder {

    private final SyncDefinition sync;
    private final Settings settings;
    private final List<WriteTarget> found = new ArrayList<>();

    private WriteTargetFinder(SyncDefinition sync) {
        this.sync = sync;
        this.settings = sync.settings();
    }

    /** Returns the targets of a sync; empty for a sync without a type. */
    static List<WriteTarget> of(SyncDefinition sync) {
        WriteTargetFinder all = new WriteTargetFinder(sync);
        sync.type().ifPresent(type -> all.collect(type.value()));
        return all.found;
    }

    private void collect(SyncType type) {
        switch (type) {
            case USERS -> profileFields();
            case LISTS -> {
                list();
                profileFields();
            }
            case SUBSCRIPTIONS -> subscriptions();
            case CATALOG -> catalogFields();
            case CARTS -> whole(Kind.CART, EventOptions.ITEMS);
            case EMAIL_CHANGES -> whole(Kind.ADDRESS, UserOptions.NEW_EMAIL);
            case USER_ID_CHANGES -> whole(Kind.USER_ID, UserOptions.NEW_USER_ID);
            case EVENTS, PURCHASES, MERGES, DELETE, FORGET, UNFORGET, TRIGGERS, DEVICE_TOKENS -> {}
        }
    }

    private void whole(Kind kind, Option<?> option) {
        part(kind, List.of(), option);
    }

    private void part(Kind kind, List<String> path, Option<?> option) {
        found.add(new WriteTarget(kind, path, settings.at(option), option.key()));
    }

    private void profileFields() {
        boolean merged = settings.valueOf(SharedOptions.MERGE_NESTED_OBJECTS);
        trees().forEach((root, tree) -> profileFields(root, tree, merged));
    }

    /** Iterable merges objects one level deep, or replaces them as a whole. */
    private void profileFields(String root, FieldTree.Branch tree, boolean merged) {
        for (Map.Entry<String, FieldTree> field : tree.fields().entrySet()) {
            String name = field.getKey();
            List<String> path = List.of(name);
            field.getValue()
                    .visit(
                            column -> profileField(root, path, column),
                            constant -> profileField(root, path, constant),
                            branch -> {
                                if (merged) {
                                    members(root, name, branch);
                                } else {
                                    profileField(root, path, branch);
                                }
                            });
        }
    }

    private void members(String root, String name, FieldTree.Branch branch) {
        branch.fields().forEach((inner, value) -> profileField(root, List.of(name, inner), value));
    }

    private void profileField(String root, List<String> path, FieldTree field) {
        String key = root + "." + String.join(".", path);
        found.add(new WriteTarget(Kind.PROFILE_FIELD, path, field.at(), key));
    }

    private Map<String, FieldTree.Branch> trees() {
        return Map.of(
                SharedOptions.MAPPINGS.key(), sync.mappings(),
                SharedOptions.STATIC.key(), sync.constants());
    }

    private void list() {
        settings.get(ListOptions.LIST_ID)
                .ifPresent(id -> part(Kind.LIST, numbered(id.value()), ListOptions.LIST_ID));
        settings.get(ListOptions.LIST_NAME)
                .map(name -> List.of("'" + name.value() + "'"))
                .ifPresent(path -> part(Kind.LIST, path, ListOptions.LIST_NAME));
    }

    private static List<String> numbered(int id) {
        return List.of(Integer.toString(id));
    }

    private void subscriptions() {
        if (settings.get(SubscriptionOptions.MODE)
                .filter(mode -> mode.value() == SyncMode.INCREMENTAL)
                .isPresent()) {
            settings.get(SubscriptionOptions.GROUP).ifPresent(group -> group(group.value()));
            return;
        }
        Map.of(
                        SubscriptionOptions.LISTS, Kind.LIST,
                        SubscriptionOptions.UNSUBSCRIBED_CHANNELS, Kind.CHANNEL,
                        SubscriptionOptions.UNSUBSCRIBED_MESSAGE_TYPES, Kind.MESSAGE_TYPE,
                        SubscriptionOptions.SUBSCRIBED_MESSAGE_TYPES, Kind.MESSAGE_TYPE)
                .forEach(
                        (option, kind) -> {
                            if (settings.isGiven(option)) {
                                whole(kind, option);
                            }
                        });
    }

    /** The ids in a column are unknown before a run, so such a sync owns the whole group. */
    private void group(Group group) {
        Kind kind =
                switch (group) {
                    case LIST -> Kind.LIST;
                    case CHANNEL -> Kind.CHANNEL;
                    case MESSAGE_TYPE -> Kind.MESSAGE_TYPE;
                };
        Optional<List<String>> fixed =
                settings.get(SubscriptionOptions.GROUP_ID).map(id -> numbered(id.value()));
        if (fixed.isPresent()) {
            part(kind, fixed.get(), SubscriptionOptions.GROUP_ID);
        } else {
            whole(kind, SubscriptionOptions.GROUP_ID_COLUMN);
        }
    }

    private void catalogFields() {
        Optional<String> catalog =
                settings.get(CatalogOptions.CATALOG).map(name -> WriteTarget.catalog(name.value()));
        if (catalog.isEmpty()) {
            return;
        }
        if (settings.valueOf(CatalogOptions.MODE) == SyncMode.REPLACE) {
            part(Kind.CATALOG_FIELD, List.of(catalog.get()), CatalogOptions.CATALOG);
            return;
        }
        trees().forEach((root, tree) -> catalogFields(catalog.get(), root, tree));
    }

    private void catalogFields(String catalog, String root, FieldTree.Branch tree) {
        for (Map.Entry<String, FieldTree> field : tree.fields().entrySet()) {
            List<String> path = List.of(catalog, field.getKey());
            String key = root + "." + field.getKey();
            found.add(new WriteTarget(Kind.CATALOG_FIELD, path, field.getValue().at(), key));
        }
    }
}
