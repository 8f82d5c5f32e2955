/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import static io.millrace.sandbox.calls.RowRefusal.Reason.INVALID;
import static io.millrace.sandbox.calls.RowRefusal.Reason.INVALID_DATA;
import static io.millrace.sandbox.calls.RowRefusal.Reason.NOT_FOUND;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.sandbox.api.RowIdentifiers;
import io.millrace.sandbox.project.PackedFields;
import io.millrace.sandbox.project.Profile;
import io.millrace.sandbox.project.Project;
import io.millrace.sandbox.project.Schema;
import io.millrace.sandbox.project.TypeClash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Writes rows of {@code {email, userId, dataFields, mergeNestedObjects, preferUserId}} to profiles:
 * the common part of users/update, bulkUpdate, lists/subscribe and the commerce calls. Every row is
 * checked against the schema before the first row is written, so that a refused request changes
 * nothing.
 */
public final class UserWrites {

    private final Project project;
    private final UserResolver identities;

    public UserWrites(Project project) {
        this.project = project;
        this.identities = new UserResolver(project);
    }

    /** Writes the rows; passes the index of each written row and its profile to {@code written}. */
    public BatchTally write(
            List<ObjectNode> rows, WriteMode mode, BiConsumer<Integer, Profile> written) {
        BatchTally tally = new BatchTally(rows.size());
        admit(rows, mode, tally);
        for (int i = 0; i < rows.size(); i++) {
            if (!tally.isRefused(i)) {
                write(i, rows.get(i), mode, tally, written);
            }
        }
        return tally;
    }

    private void admit(List<ObjectNode> rows, WriteMode mode, BatchTally tally) {
        Schema.Draft draft = project.userFields.draft();
        List<Schema.Clash> clashes = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            ObjectNode row = rows.get(i);
            Optional<RowRefusal> malformed = identities.malformed(row);
            if (malformed.isPresent()) {
                tally.refuse(i, malformed.get());
                continue;
            }
            Optional<Schema.Clash> clash =
                    row.get("dataFields") instanceof ObjectNode fields
                            ? draft.admit(fields, mode.createNewFields())
                            : Optional.empty();
            if (clash.isPresent()) {
                clashes.add(clash.get());
                tally.refuse(i, RowRefusal.of(INVALID_DATA, RowIdentifiers.of(row)));
            }
        }
        if (mode.clash() == TypeClash.REFUSES_THE_BATCH && !clashes.isEmpty()) {
            throw FieldRefusals.typesMismatched(clashes, "user");
        }
        FieldRefusals.checkLimit(draft, project.settings.fields().maximumUserFields());
        draft.keep();
        tally.created(draft.added());
        tally.filteredOut(draft.filtered());
    }

    private void write(
            int index,
            ObjectNode row,
            WriteMode mode,
            BatchTally tally,
            BiConsumer<Integer, Profile> written) {
        UserResolver.Found found = identities.find(row);
        if (found.refusal().isPresent()) {
            RowRefusal refusal = found.refusal().get();
            tally.refuse(
                    index,
                    refusal.reason() == NOT_FOUND && !mode.reportNotFound()
                            ? new RowRefusal(INVALID, refusal.kind(), refusal.value())
                            : refusal);
        } else if (found.profile().isEmpty() && !mode.createUsers()) {
            tally.refuse(index, RowRefusal.of(NOT_FOUND, RowIdentifiers.of(row)));
        } else {
            Profile profile =
                    found.profile()
                            .orElseGet(() -> project.users.create(found.email(), found.userId()));
            project.users.rename(profile, found.email(), found.userId());
            if (row.get("dataFields") instanceof ObjectNode fields) {
                merge(profile, fields, row.path("mergeNestedObjects").asBoolean(false));
            }
            written.accept(index, profile);
        }
    }

    /** Merges fields into a profile: at the top level, and optionally one level below. */
    void merge(Profile profile, ObjectNode incoming, boolean mergeNestedObjects) {
        incoming.remove(List.of("email", "userId"));
        boolean hasNull = false;
        boolean hasObject = false;
        for (JsonNode value : incoming) {
            hasNull |= value.isNull();
            hasObject |= value.isObject();
        }
        if (!hasNull
                && !(mergeNestedObjects && hasObject)
                && profile.fields().isCoveredBy(incoming)) {
            profile.fields(PackedFields.of(incoming, project.names));
            return;
        }
        ObjectNode merged = profile.fields().unpack();
        for (Map.Entry<String, JsonNode> field : incoming.properties()) {
            set(merged, field.getKey(), field.getValue(), mergeNestedObjects);
        }
        profile.fields(PackedFields.of(merged, project.names));
    }

    private void set(ObjectNode target, String name, JsonNode value, boolean mergeNestedObjects) {
        if (value.isNull()) {
            if (project.settings.fields().nullRemovesField()) {
                target.remove(name);
            }
        } else if (mergeNestedObjects
                && value instanceof ObjectNode incoming
                && target.get(name) instanceof ObjectNode stored) {
            incoming.properties()
                    .forEach(inner -> set(stored, inner.getKey(), inner.getValue(), false));
        } else {
            target.set(name, value);
        }
    }
}
