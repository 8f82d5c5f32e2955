/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.setup;

import io.millrace.job.plan.Prerequisite;
import io.millrace.job.plan.rule.OwnerRules;
import io.millrace.report.ledger.Destination;
import io.millrace.report.ledger.LedgerSetup;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the list that a sync writes to, creates a missing list that is given by name, and empties
 * the list once for each new value of {@code refill}. An interrupted emptying starts again.
 *
 * @param others the lists of the other syncs, by sync name
 */
record ListSetup(
        CallRetries attempts,
        StaticLists lists,
        ListEmptying emptying,
        LedgerSetup ledger,
        Map<String, Prerequisite.StaticList> others) {

    Destination prepare(Prerequisite.StaticList list) throws SetupException, InterruptedException {
        long id = idOf(list);
        attempts.make(() -> requireSole(id));
        if (!list.refill().isEmpty() && !ledger.isClearedFor(list.refill())) {
            clear(id, list.refill());
        }
        String target = Long.toString(id);
        boolean isNew = !ledger.target().equals(Optional.of(target));
        return new Destination(
                "list " + target + " " + ledger.listGeneration(),
                target,
                isNew ? notice(list, id) : "");
    }

    private long idOf(Prerequisite.StaticList list) throws SetupException, InterruptedException {
        if (list instanceof Prerequisite.ListOfId given) {
            attempts.make(() -> requireStatic(given.id()));
            return given.id();
        }
        Prerequisite.ListOfName named = (Prerequisite.ListOfName) list;
        return attempts.make(() -> foundOrCreated(named.name()));
    }

    private void requireStatic(long id) throws IOException, InterruptedException, SetupException {
        Optional<String> fault = lists.faultOf(id);
        if (fault.isPresent()) {
            throw new SetupException(
                    fault.get() + ": was it deleted? Give 'list.id' the id of a list that exists");
        }
    }

    /** If the response to a creation is lost, the next attempt finds the list. */
    private Optional<Long> foundOrCreated(String name)
            throws IOException, InterruptedException, SetupException {
        Optional<Long> found = lists.find(name);
        return found.isPresent() ? found : lists.create(name);
    }

    /** Two syncs may reference one list, one by name and the other by id. */
    private void requireSole(long id) throws IOException, InterruptedException, SetupException {
        for (Map.Entry<String, Prerequisite.StaticList> other : others.entrySet()) {
            if (lists.isList(id, other.getValue())) {
                throw new SetupException(
                        "list "
                                + id
                                + " is written by sync '"
                                + other.getKey()
                                + "' too. "
                                + OwnerRules.REMEDY);
            }
        }
    }

    private void clear(long id, String refill) throws SetupException, InterruptedException {
        ledger.clearing();
        attempts.make(() -> emptying.empty(id));
        ledger.cleared(refill);
    }

    private static String notice(Prerequisite.StaticList list, long id) {
        return list instanceof Prerequisite.ListOfName named
                ? "the list '"
                        + named.name()
                        + "' is now list "
                        + id
                        + ", a different one than in earlier runs: every row is sent again"
                : "the sync writes to list "
                        + id
                        + " now, a different one than in earlier runs: every row is sent again";
    }
}
