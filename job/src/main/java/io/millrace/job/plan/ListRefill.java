/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.iterable.ApiKey;
import io.millrace.job.definition.ProjectType;
import io.millrace.job.definition.Secret;
import io.millrace.job.plan.IterableCalls.Reply;
import io.millrace.mapping.ListMapping;
import io.millrace.outbox.Refill;
import io.millrace.report.Ledger;
import io.millrace.report.LedgerConnection;
import io.millrace.report.LedgerReader;
import io.millrace.report.LedgerSettings;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Empties a list before its sync fills it anew, once for each {@code refill} a sync names: the
 * ledger keeps the last one. Cut off in between, it is done again from the start.
 */
public final class ListRefill implements Refill {

    private static final int MEMBERS_OF_A_CALL = 1_000;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final IterableCalls calls;
    private final ProjectType projectType;
    private final LedgerConnection ledger;
    private final Asked asked;

    /** What a sync asks for. */
    private record Asked(String sync, long listId, String refill) implements Serializable {}

    private ListRefill(
            IterableCalls calls, ProjectType projectType, LedgerConnection ledger, Asked asked) {
        this.calls = calls;
        this.projectType = projectType;
        this.ledger = ledger;
        this.asked = asked;
    }

    /** The refill a sync names, to be opened where it is made; one that has nothing to do else. */
    public static Refill.Provider of(IterableProject project, LedgerPlan ledger, SyncPlan sync) {
        Optional<String> refill = refillOf(sync);
        if (refill.isEmpty() || !(sync.mapping() instanceof ListMapping list)) {
            return Refill.NONE;
        }
        URI baseUrl = project.baseUrl();
        ApiKey key = new ApiKey(project.apiKey().reveal());
        ProjectType type = project.type();
        LedgerConnection connection =
                new LedgerConnection(ledger.url(), ledger.user(), ledger.password().reveal());
        Asked asked = new Asked(sync.name(), Long.parseLong(list.listId()), refill.get());
        return () ->
                new ListRefill(
                        new IterableCalls(baseUrl, new Secret(key.value())),
                        type,
                        connection,
                        asked);
    }

    /** The refill a sync asks for; empty if it asks for none. */
    public static Optional<String> refillOf(SyncPlan sync) {
        return sync.prerequisite()
                .flatMap(
                        needed ->
                                needed instanceof Prerequisite.ListOfId list
                                        ? list.refill()
                                        : needed instanceof Prerequisite.ListOfName named
                                                ? named.refill()
                                                : Optional.empty());
    }

    /** Asks the ledger, which says so for all subtasks. */
    @Override
    public boolean isMade() {
        try (LedgerReader reader = new LedgerReader(ledger)) {
            return reader.isRefilled(asked.sync(), asked.refill());
        }
    }

    /** The ledger hears of each run, and with which refill it begins, before a row is read. */
    @Override
    public boolean isFilledBy(long run) {
        try (LedgerReader reader = new LedgerReader(ledger)) {
            OptionalLong first = reader.firstRunOf(asked.sync(), asked.refill());
            return first.isPresent() && run >= first.getAsLong();
        }
    }

    @Override
    public void make() throws SetupException, InterruptedException {
        IterableSetup.persistently(
                () -> {
                    empty(asked.listId());
                    return Optional.of(true);
                });
        try (Ledger open = new Ledger(ledger, asked.sync(), LedgerSettings.DEFAULTS)) {
            open.refilled(asked.refill());
        }
    }

    /** Takes all members off the list; what throws may be tried again. */
    private void empty(long listId) throws IOException, InterruptedException, SetupException {
        Reply reply = calls.get("/api/lists/getUsers?listId=" + listId);
        refuse(reply, "the members of list " + listId + " can't be read");
        List<String> members = reply.text().lines().filter(line -> !line.isBlank()).toList();
        for (int from = 0; from < members.size(); from += MEMBERS_OF_A_CALL) {
            if (from > 0) {
                Thread.sleep(PAUSE.toMillis());
            }
            takeOff(
                    listId,
                    members.subList(from, Math.min(members.size(), from + MEMBERS_OF_A_CALL)));
        }
    }

    private void takeOff(long listId, List<String> members)
            throws IOException, InterruptedException, SetupException {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("listId", listId).put("channelUnsubscribe", false);
        ArrayNode subscribers = body.putArray("subscribers");
        members.forEach(member -> subscribers.addObject().put(idField(member), member));
        Reply reply = calls.send("POST", "/api/lists/unsubscribe", body);
        refuse(reply, "members of list " + listId + " can't be taken off");
        long failed = reply.field("failCount").asLong() - departed(reply);
        if (failed > 0) {
            throw new SetupException(
                    failed + " members of list " + listId + " could not be taken off it");
        }
    }

    /** Who is no user any more is on no list. */
    private static long departed(Reply reply) {
        return reply.field("failedUpdates").path("notFoundEmails").size()
                + reply.field("failedUpdates").path("notFoundUserIds").size();
    }

    /** A hybrid project lists the address of who has one, the user id of the others. */
    private String idField(String member) {
        return switch (projectType) {
            case EMAIL -> "email";
            case USER_ID -> "userId";
            case HYBRID -> member.contains("@") ? "email" : "userId";
        };
    }

    private static void refuse(Reply reply, String what) throws IOException, SetupException {
        if (reply.isPassing()) {
            throw new IOException("Iterable answers " + reply.words());
        }
        if (!reply.succeeded()) {
            throw new SetupException(what + ": Iterable answers " + reply.words());
        }
    }
}
