/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.topology;

import io.millrace.iterable.ProjectIdentity;
import io.millrace.iterable.ProjectIdentity.Relation;
import io.millrace.job.plan.IterableProject;
import io.millrace.job.plan.LedgerPlan;
import io.millrace.job.setup.ProjectProbe;
import io.millrace.job.setup.SetupException;
import io.millrace.mapping.field.FieldTypes;
import io.millrace.report.ledger.LedgerConnection;
import io.millrace.report.ledger.LedgerException;
import io.millrace.report.ledger.LedgerProject;
import java.util.List;
import java.util.Optional;

/**
 * The verified start of a job: the Iterable project it writes to is the project of its saved state.
 *
 * @param profileTypes the types of the project's profile fields; none if they can't be read
 * @param notes messages for the user who starts the job
 */
public record JobStart(ProjectIdentity project, FieldTypes profileTypes, List<String> notes) {

    public JobStart {
        notes = List.copyOf(notes);
    }

    /**
     * Compares the project of the definitions with the project of the state.
     *
     * @param remedy what to do if the projects differ, as a sentence
     * @throws OtherProjectException if the projects differ, or may differ
     * @throws SetupException if Iterable does not answer, and the state was sent with another
     *     address or key
     */
    public static JobStart verify(IterableProject project, StartingState state, String remedy)
            throws SetupException, InterruptedException {
        ProjectIdentity now;
        try {
            now = ProjectProbe.identify(project);
        } catch (SetupException e) {
            return new JobStart(
                    sameAccess(project, state).orElseThrow(() -> e),
                    FieldTypes.NONE,
                    List.of(
                            e.getMessage()
                                    + ". The state was last sent with the same address and"
                                    + " key, so the job starts"));
        }
        for (ProjectIdentity saved : state.projects()) {
            difference(now, saved)
                    .ifPresent(
                            difference -> {
                                throw new OtherProjectException(difference + ". " + remedy);
                            });
            now = now.completedBy(saved);
        }
        return new JobStart(
                now,
                ProjectProbe.profileTypes(project),
                now.isKnown()
                        ? List.of()
                        : List.of(
                                "Iterable does not reveal the project of this key: the state"
                                        + " belongs to the address and this key, and another"
                                        + " key will be refused"));
    }

    private static Optional<ProjectIdentity> sameAccess(
            IterableProject project, StartingState state) {
        boolean all =
                state.projects().stream()
                        .allMatch(saved -> saved.access().equals(project.fingerprint()));
        return all ? state.projects().stream().findFirst() : Optional.empty();
    }

    private static Optional<String> difference(ProjectIdentity now, ProjectIdentity saved) {
        return switch (now.to(saved)) {
            case SAME -> Optional.empty();
            case OTHER ->
                    Optional.of(
                            now.baseUrl().equals(saved.baseUrl())
                                    ? "the state was sent to another Iterable project:"
                                            + " 'iterable.api-key' is not a key of that project"
                                    : "the state was sent to another Iterable project, at "
                                            + saved.baseUrl()
                                            + "; 'iterable.base-url' is "
                                            + now.baseUrl());
            case UNCERTAIN ->
                    Optional.of(
                            "the state was sent to "
                                    + saved.baseUrl()
                                    + " with another key, and Iterable does not reveal"
                                    + " whether both keys belong to one project");
        };
    }

    /** Whether the state certainly belongs to the project of the definitions. */
    public static boolean isOfProject(StartingState state, IterableProject project)
            throws SetupException, InterruptedException {
        if (state.projects().isEmpty()) {
            return false;
        }
        ProjectIdentity now = ProjectProbe.identify(project);
        return state.projects().stream().allMatch(saved -> now.to(saved) == Relation.SAME);
    }

    private boolean isOurs(String owner) {
        return project.to(ProjectIdentity.parse(owner)) == Relation.SAME;
    }

    /**
     * Records the project in the ledger as its owner.
     *
     * @throws OtherProjectException if the ledger belongs to another project
     * @throws LedgerException if the ledger can't be opened from this machine
     */
    public void claim(LedgerPlan ledger) {
        LedgerConnection connection =
                new LedgerConnection(ledger.url(), ledger.user(), ledger.password().reveal());
        LedgerProject.claim(connection, project.text(), this::isOurs)
                .map(ProjectIdentity::parse)
                .ifPresent(
                        other -> {
                            throw new OtherProjectException(
                                    "the ledger "
                                            + connection
                                            + " records the runs of another Iterable project, at "
                                            + other.baseUrl()
                                            + ". Give this project a ledger of its own: another"
                                            + " database or schema in 'ledger.url'");
                        });
    }
}
