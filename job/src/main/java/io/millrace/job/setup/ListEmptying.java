/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.setup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.iterable.ProjectCalls;
import io.millrace.iterable.ProjectCalls.Reply;
import io.millrace.job.definition.option.ProjectType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Removes all members from a list. */
record ListEmptying(ProjectCalls calls, ProjectType projectType) {

    private static final int MEMBERS_OF_A_CALL = 1_000;
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** Can be repeated after an {@link IOException}. */
    void empty(long listId) throws IOException, InterruptedException, SetupException {
        Reply reply = calls.get("/api/lists/getUsers?listId=" + listId);
        CallRetries.require(reply, "the members of list " + listId + " can't be read");
        List<String> members = reply.text().lines().filter(line -> !line.isBlank()).toList();
        for (int from = 0; from < members.size(); from += MEMBERS_OF_A_CALL) {
            if (from > 0) {
                Thread.sleep(PAUSE.toMillis());
            }
            removeMembers(
                    listId,
                    members.subList(from, Math.min(members.size(), from + MEMBERS_OF_A_CALL)));
        }
    }

    private void removeMembers(long listId, List<String> members)
            throws IOException, InterruptedException, SetupException {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("listId", listId).put("channelUnsubscribe", false);
        ArrayNode subscribers = body.putArray("subscribers");
        members.forEach(member -> subscribers.addObject().put(idField(member), member));
        Reply reply = calls.send("POST", "/api/lists/unsubscribe", body);
        CallRetries.require(reply, "members of list " + listId + " can't be removed");
        long failed = reply.field("failCount").asLong() - countDeletedUsers(reply);
        if (failed > 0) {
            throw new SetupException(
                    failed + " members of list " + listId + " could not be removed");
        }
    }

    /** A deleted user is on no list. */
    private static long countDeletedUsers(Reply reply) {
        return reply.field("failedUpdates").path("notFoundEmails").size()
                + reply.field("failedUpdates").path("notFoundUserIds").size();
    }

    /** A hybrid project lists users by email address if they have one, otherwise by user id. */
    private String idField(String member) {
        return switch (projectType) {
            case EMAIL -> "email";
            case USER_ID -> "userId";
            case HYBRID -> member.contains("@") ? "email" : "userId";
        };
    }
}
