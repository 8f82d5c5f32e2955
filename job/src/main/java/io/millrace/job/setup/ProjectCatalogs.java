/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.setup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.iterable.ProjectCalls;
import io.millrace.iterable.ProjectCalls.Reply;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The catalogs of a project. The type of a field can't be changed once it is set. */
final class ProjectCatalogs {

    private static final String CATALOGS = "/api/catalogs/";

    private final ProjectCalls calls;

    ProjectCatalogs(ProjectCalls calls) {
        this.calls = calls;
    }

    /**
     * @param types the types of the fields that have one, by field
     * @param untyped the other fields of the items
     */
    record Fields(Map<String, String> types, Set<String> untyped) {

        boolean has(String field) {
            return types.containsKey(field) || untyped.contains(field);
        }
    }

    /** Returns the fields of a catalog; empty if the catalog does not exist. */
    Optional<Fields> fields(String name) throws IOException, InterruptedException, SetupException {
        Reply reply = calls.get(CATALOGS + name + "/fieldMappings");
        if (reply.status() == 404) {
            return Optional.empty();
        }
        CallRetries.require(reply, "catalog '" + name + "' can't be read");
        Map<String, String> types = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : reply.field("definedMappings").properties()) {
            types.put(field.getKey(), field.getValue().asText());
        }
        Set<String> untyped = new TreeSet<>();
        reply.field("undefinedFields").forEach(field -> untyped.add(field.asText()));
        return Optional.of(new Fields(types, untyped));
    }

    boolean hasItems(String name) throws IOException, InterruptedException, SetupException {
        Reply reply = calls.get(CATALOGS + name + "/items?page=1&pageSize=1");
        CallRetries.require(reply, "the items of catalog '" + name + "' can't be counted");
        return reply.field("totalItemsCount").asLong() > 0;
    }

    void create(String name) throws IOException, InterruptedException, SetupException {
        CallRetries.require(
                calls.send("POST", CATALOGS + name, JsonNodeFactory.instance.objectNode()),
                "catalog '" + name + "' can't be created");
    }

    void addFieldTypes(String name, Map<String, String> types)
            throws IOException, InterruptedException, SetupException {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode updates = body.putArray("mappingsUpdates");
        types.forEach(
                (field, type) ->
                        updates.addObject().put("fieldName", field).put("fieldType", type));
        CallRetries.require(
                calls.send("PUT", CATALOGS + name + "/fieldMappings", body),
                "field types of catalog '" + name + "' can't be set");
    }
}
