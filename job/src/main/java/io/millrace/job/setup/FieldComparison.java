/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.setup;

import io.millrace.iterable.ProfileFields;
import io.millrace.job.definition.problem.Nearest;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.plan.MappedField;
import io.millrace.job.plan.MappedFields;
import io.millrace.mapping.field.FieldType;
import io.millrace.mapping.field.FieldType.Fit;
import io.millrace.mapping.field.ProfileField;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares mapped fields with those Iterable has. Adds what it finds to the problems. */
record FieldComparison(Problems problems) {

    private static final String FINAL =
            "The type of a field is final: convert the column in the model, or map it to another"
                    + " field";

    /** Columns whose values profiles will refuse. */
    void compare(MappedFields mapped, ProfileFields known) {
        for (MappedField field : mapped.fields()) {
            known.type(field.path())
                    .filter(type -> !isOwn(field))
                    .ifPresent(type -> compare(field, type));
        }
    }

    private void compare(MappedField field, FieldType type) {
        Fit fit = field.value().fit(type);
        String message = field.value().words() + ", the field is " + type.words();
        if (fit == Fit.NO_VALUE) {
            problems.error(field.at(), field.key(), message, FINAL);
        } else if (fit == Fit.SOME_VALUES && type == FieldType.DATE) {
            problems.warning(
                    field.at(),
                    field.key(),
                    message + ": rows with a text that is no date are rejected",
                    FINAL);
        }
    }

    /** Columns whose values a catalog will not find by: it takes any. */
    void compare(MappedFields mapped, ProjectCatalogs.Fields catalog) {
        for (MappedField field : mapped.fields()) {
            Optional.ofNullable(catalog.types().get(field.path()))
                    .flatMap(FieldType::named)
                    .filter(type -> field.value().fit(type) == Fit.NO_VALUE)
                    .ifPresent(
                            type ->
                                    problems.warning(
                                            field.at(),
                                            field.key(),
                                            field.value().words()
                                                    + ", the field is "
                                                    + type.words()
                                                    + ", where types are final",
                                            "CAST it in a view, or use another field"));
        }
    }

    /** Fields that profiles don't have. */
    void refuseNew(MappedFields mapped, ProfileFields known) {
        for (MappedField field : mapped.fields()) {
            if (!isOwn(field) && !isKnown(field.path(), known.types())) {
                refuse(field, known.types().keySet(), "profiles");
            }
        }
    }

    /** Fields that the catalog doesn't have. */
    void refuseNew(MappedFields mapped, ProjectCatalogs.Fields catalog) {
        for (MappedField field : mapped.fields()) {
            if (!field.path().contains(".") && !catalog.has(field.path())) {
                refuse(field, catalog.types().keySet(), "the catalog");
            }
        }
    }

    private void refuse(MappedField field, Set<String> known, String owner) {
        problems.error(
                field.at(),
                field.key(),
                "field '" + field.path() + "' is new to " + owner + ", and 'new-fields' is refuse",
                Nearest.question(
                        field.path(), known, "Create it in Iterable, or set 'new-fields: create'"));
    }

    /** A field within an object counts as known if Iterable lists none of the object's fields. */
    private static boolean isKnown(String path, Map<String, String> types) {
        int dot = path.lastIndexOf('.');
        if (types.containsKey(path) || dot < 0) {
            return types.containsKey(path);
        }
        String parent = path.substring(0, dot);
        return types.keySet().stream().noneMatch(name -> name.startsWith(parent + "."))
                && isKnown(parent, types);
    }

    /** Iterable's own fields are there, and are checked by their names. */
    private static boolean isOwn(MappedField field) {
        return ProfileField.named(field.path())
                .filter(own -> own.type() != FieldType.UNKNOWN)
                .isPresent();
    }
}
