/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** The Iterable project of a ledger: one ledger records one project. */
public final class LedgerProject {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private LedgerProject() {}

    /**
     * Assigns the ledger to the project, unless it has another one.
     *
     * @param isSame whether the project the ledger records is this one
     * @return the other project; empty if there is none
     * @throws LedgerException if the ledger can't be used
     */
    public static Optional<String> claim(
            LedgerConnection ledger, String project, Predicate<String> isSame) {
        try (LedgerSession session = LedgerSession.writing(ledger, PATIENCE)) {
            return session.call(
                    handle -> {
                        Optional<String> owner =
                                handle.select("SELECT identity FROM millrace_project")
                                        .mapTo(String.class)
                                        .findFirst();
                        if (owner.isPresent() && !isSame.test(owner.get())) {
                            return owner;
                        }
                        handle.execute(
                                owner.isEmpty()
                                        ? "INSERT INTO millrace_project (identity) VALUES (?)"
                                        : "UPDATE millrace_project SET identity = ?",
                                project);
                        return Optional.empty();
                    });
        }
    }
}
