/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.rule;

import io.millrace.job.definition.FieldTree;
import io.millrace.job.definition.SyncDefinition.Identifier;
import io.millrace.job.definition.option.ProjectType;
import io.millrace.job.definition.problem.Location;
import io.millrace.job.definition.problem.Problems;
import io.millrace.mapping.field.ProfileField;
import io.millrace.row.IdentifierKind;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Checks which fields a sync may write, by their names. */
public final class FieldRules {

    private static final String LEAVE_OUT = "Leave it out";

    private static final String TRAIT = "is a trait of the event itself";

    private static final Map<String, String> OF_EVENTS =
            Map.of(
                    "createdAt", TRAIT + ": name its column with 'created-at'",
                    "campaignId", TRAIT + ": name its column with 'campaign-id'",
                    "templateId", TRAIT + ": name its column with 'template-id'");

    private final Problems problems;

    public FieldRules(Problems problems) {
        this.problems = problems;
    }

    /**
     * Checks profile fields. Some belong to Iterable, and some would change the user's identity.
     */
    public void checkProfile(SyncScope scope) {
        Optional<IdentifierKind> identifier = scope.identifier().map(Identifier::kind);
        each(scope, name -> refusal(name, identifier, scope.projectType()));
        new FieldTypeRules(scope).checkProfileFields();
        checkNames(scope);
    }

    /** Checks the dataFields of an event or a purchase. */
    public void checkEvent(SyncScope scope) {
        each(scope, name -> Optional.ofNullable(OF_EVENTS.get(name)));
        checkNames(scope);
    }

    /** Checks that field names are valid in Iterable. */
    public void checkNames(SyncScope scope) {
        names(scope.sync().mappings(), "mappings");
        names(scope.sync().constants(), "static");
        new FieldTypeRules(scope).checkGeoLocations();
    }

    private void each(SyncScope scope, Function<String, Optional<String>> refusal) {
        refuse(scope.sync().mappings(), "mappings", refusal);
        refuse(scope.sync().constants(), "static", refusal);
    }

    private void refuse(
            FieldTree.Branch tree, String root, Function<String, Optional<String>> refusal) {
        for (Map.Entry<String, FieldTree> field : tree.fields().entrySet()) {
            String key = root + "." + field.getKey();
            Location at = field.getValue().at();
            refusal.apply(field.getKey())
                    .ifPresent(reason -> problems.error(at, key, reason, LEAVE_OUT));
        }
    }

    private static Optional<String> refusal(
            String name, Optional<IdentifierKind> identifier, Optional<ProjectType> project) {
        if (identifier.filter(kind -> kind.field().equals(name)).isPresent()) {
            return Optional.of(
                    "is the identifier already; as a field it would change the user's identity");
        }
        boolean emailOfEmailProject =
                name.equals(IdentifierKind.EMAIL.field())
                        && project.filter(ProjectType.EMAIL::equals).isPresent();
        if (emailOfEmailProject) {
            return Optional.of(
                    "would change the user's identity: an email-based project changes an"
                            + " address only by a separate call");
        }
        return ProfileField.named(name).flatMap(ProfileField::refusal);
    }

    private void names(FieldTree.Branch tree, String path) {
        for (Map.Entry<String, FieldTree> field : tree.fields().entrySet()) {
            String here = path + "." + field.getKey();
            name(field.getKey(), here, field.getValue().at());
            field.getValue().visit(column -> {}, constant -> {}, branch -> names(branch, here));
        }
    }

    private void name(String name, String path, Location at) {
        if (name.contains(".")) {
            problems.error(
                    at,
                    path,
                    "a field name must not have a dot",
                    "For a field within an object, nest it: 'address:' and below it 'city: ...'");
        } else if (name.isBlank() || !name.equals(name.strip())) {
            problems.error(at, path, "a field name must not be blank or begin or end with one", "");
        }
    }
}
