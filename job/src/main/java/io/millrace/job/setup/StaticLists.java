/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.setup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.iterable.ProjectCalls;
import io.millrace.iterable.ProjectCalls.Reply;
import io.millrace.job.plan.Prerequisite;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The lists of a project. List names need not be unique. Only static lists can be written. */
final class StaticLists {

    private static final String STATIC = "Standard";

    private final ProjectCalls calls;
    private Optional<JsonNode> known = Optional.empty();

    StaticLists(ProjectCalls calls) {
        this.calls = calls;
    }

    /** Returns why the list with this id can't be written; empty if it can. */
    Optional<String> faultOf(long id) throws IOException, InterruptedException, SetupException {
        for (JsonNode list : all()) {
            if (list.path("id").asLong() == id) {
                return isStatic(list) ? Optional.empty() : Optional.of(notStatic(list));
            }
        }
        return Optional.of("Iterable has no list " + id);
    }

    /**
     * Returns the id of the list with this name; empty if there is none.
     *
     * @throws SetupException if there are several lists with this name, or the list can't be
     *     written
     */
    Optional<Long> find(String name) throws IOException, InterruptedException, SetupException {
        List<JsonNode> named = new ArrayList<>();
        for (JsonNode list : all()) {
            if (list.path("name").asText().equals(name)) {
                named.add(list);
            }
        }
        if (named.size() > 1) {
            throw new SetupException(
                    "Iterable has "
                            + named.size()
                            + " lists named '"
                            + name
                            + "'; select one with 'list.id'");
        }
        if (named.isEmpty()) {
            return Optional.empty();
        }
        if (!isStatic(named.get(0))) {
            throw new SetupException(notStatic(named.get(0)));
        }
        return Optional.of(named.get(0).path("id").asLong());
    }

    /** Creates a list and returns its id; empty if the result is unknown. */
    Optional<Long> create(String name) throws IOException, InterruptedException, SetupException {
        known = Optional.empty();
        Reply reply =
                calls.send(
                        "POST",
                        "/api/lists",
                        JsonNodeFactory.instance.objectNode().put("name", name));
        if (reply.succeeded() && reply.field("listId").isIntegralNumber()) {
            return Optional.of(reply.field("listId").asLong());
        }
        if (reply.isRetryable()) {
            return Optional.empty();
        }
        throw new SetupException(
                "list '" + name + "' can't be created: Iterable answers " + reply.words());
    }

    /** Whether {@code list} is the list with this id. */
    boolean isList(long id, Prerequisite.StaticList list)
            throws IOException, InterruptedException, SetupException {
        if (list instanceof Prerequisite.ListOfId given) {
            return given.id() == id;
        }
        return list instanceof Prerequisite.ListOfName named && isNamed(id, named.name());
    }

    private boolean isNamed(long id, String name)
            throws IOException, InterruptedException, SetupException {
        for (JsonNode list : all()) {
            if (list.path("id").asLong() == id && list.path("name").asText().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** All lists, read once, and again after a list was created. */
    private JsonNode all() throws IOException, InterruptedException, SetupException {
        if (known.isEmpty()) {
            Reply reply = calls.get("/api/lists");
            CallRetries.require(reply, "the lists can't be read");
            known = Optional.of(reply.field("lists"));
        }
        return known.get();
    }

    private static boolean isStatic(JsonNode list) {
        return list.path("listType").asText(STATIC).equals(STATIC);
    }

    private static String notStatic(JsonNode list) {
        return "list '"
                + list.path("name").asText()
                + "' is "
                + list.path("listType").asText()
                + "; only static lists take members from outside";
    }
}
