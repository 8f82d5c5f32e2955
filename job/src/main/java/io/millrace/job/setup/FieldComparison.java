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

/** Compares mapped fields with those in Iterable, and reports differences as problems. */
record FieldComparison(Problems problems) {

    private static final String FINAL =
            "The type of a field is final: convert the column in the model, or map it to another"
                    + " field";

    /** Reports columns whose values Iterable would reject in profiles. */
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
                    message + ": rows whose text is not a date are rejected",
                    FINAL);
        }
    }

    /**
     * Warns of columns whose values don't fit the field type of a catalog. The catalog accepts
     * them, but can't be searched by them.
     */
    void compare(MappedFields mapped, ProjectCatalogs.Fields catalog) {
        for (MappedField field : mapped.fields()) {
            Optional.ofNullable(catalog.types().get(field.path()))
                    .flatMap(FieldType::named)
                    .filter(type -> field.value().fit(type) == Fit.NO_VALUE)
                    .ifPresent(type -> warnOfCatalogType(field, type));
        }
    }

    private void warnOfCatalogType(MappedField field, FieldType type) {
        problems.warning(
                field.at(),
                field.key(),
                field.value().words()
                        + ", the field is "
                        + type.words()
                        + ", and the type of a catalog field can't be changed",
                "CAST it in a view, or use another field");
    }

    /** Reports fields that don't exist in profiles. */
    void refuseNew(MappedFields mapped, ProfileFields known) {
        for (MappedField field : mapped.fields()) {
            if (!isOwn(field) && !isKnown(field.path(), known.types())) {
                refuse(field, known.types().keySet(), "profiles");
            }
        }
    }

    /** Reports fields that don't exist in the catalog. */
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

    /** A field within an object is known if Iterable lists the object but none of its fields. */
    private static boolean isKnown(String path, Map<String, String> types) {
        int dot = path.lastIndexOf('.');
        if (types.containsKey(path) || dot < 0) {
            return types.containsKey(path);
        }
        String parent = path.substring(0, dot);
        return types.keySet().stream().noneMatch(name -> name.startsWith(parent + "."))
                && isKnown(parent, types);
    }

    /** Iterable's own fields always exist; {@code FieldRules} checks them. */
    private static boolean isOwn(MappedField field) {
        return ProfileField.named(field.path())
                .filter(own -> own.type() != FieldType.UNKNOWN)
                .isPresent();
    }
}
