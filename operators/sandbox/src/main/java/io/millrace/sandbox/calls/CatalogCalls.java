/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.sandbox.api.ApiCall;
import io.millrace.sandbox.api.ApiRefusal;
import io.millrace.sandbox.api.ApiRoute;
import io.millrace.sandbox.api.CallHandler;
import io.millrace.sandbox.api.Envelope;
import io.millrace.sandbox.api.Paging;
import io.millrace.sandbox.http.Response;
import io.millrace.sandbox.project.CatalogStore;
import io.millrace.sandbox.project.FieldType;
import io.millrace.sandbox.project.Json;
import io.millrace.sandbox.project.Project;
import java.util.Map;
import java.util.Optional;

/** Catalogs and their field mappings. */
final class CatalogCalls {

    private final Project project;

    CatalogCalls(Project project) {
        this.project = project;
    }

    void register(Map<ApiRoute, CallHandler> handlers) {
        handlers.put(ApiRoute.CATALOGS, this::all);
        handlers.put(ApiRoute.CATALOGS_CREATE, this::create);
        handlers.put(ApiRoute.CATALOGS_DELETE, this::delete);
        handlers.put(ApiRoute.CATALOG_FIELD_MAPPINGS, this::mappings);
        handlers.put(ApiRoute.CATALOG_SET_FIELD_MAPPINGS, this::setMappings);
    }

    /** The catalog in the path of a call; throws {@link #notFound} if there is none. */
    static CatalogStore.Catalog catalog(Project project, ApiCall call) {
        requireFeature(project);
        return project.catalogs
                .get(call.variable("catalogName"))
                .orElseThrow(() -> notFound("Catalog not found: " + call.variable("catalogName")));
    }

    static ApiRefusal notFound(String message) {
        return new ApiRefusal(
                Response.json(
                        404,
                        Json.object()
                                .put("error", "NotFound")
                                .put("message", message)
                                .put("code", "error.catalogs.notFound")
                                .set("data", NullNode.getInstance())));
    }

    private static void requireFeature(Project project) {
        if (!project.settings.features().catalogs()) {
            throw ApiRefusal.of(404, "NotFound", "Catalogs are not enabled");
        }
    }

    private Response all(ApiCall call) {
        requireFeature(project);
        Paging paging = Paging.of(call);
        Map<String, CatalogStore.Catalog> catalogs = project.catalogs.all();
        ObjectNode params = Json.object();
        catalogs.values().stream()
                .skip(paging.skipped())
                .limit(paging.pageSize())
                .forEach(
                        catalog ->
                                params.withArray("/catalogNames")
                                        .addObject()
                                        .put("name", catalog.name()));
        params.withArray("/catalogNames");
        params.put("totalCatalogsCount", catalogs.size());
        addPageUrls(params, paging, catalogs.size(), "/api/catalogs");
        return Envelope.success("", params);
    }

    static void addPageUrls(ObjectNode params, Paging paging, int total, String path) {
        if (paging.hasNext(total)) {
            params.put("nextPageUrl", url(path, paging.page() + 1, paging));
        }
        if (paging.page() > 1) {
            params.put("previousPageUrl", url(path, paging.page() - 1, paging));
        }
    }

    private static String url(String path, int page, Paging paging) {
        return path + "?page=" + page + "&pageSize=" + paging.pageSize();
    }

    private Response create(ApiCall call) {
        requireFeature(project);
        String name = call.variable("catalogName");
        if (!CatalogRules.isName(name)) {
            throw ApiRefusal.badParams("A catalog name has letters, digits and dashes");
        }
        if (project.catalogs.create(name).isEmpty()) {
            throw ApiRefusal.badParams("A catalog with this name exists: " + name);
        }
        return Envelope.of(201, "Success", "", NullNode.getInstance());
    }

    private Response delete(ApiCall call) {
        CatalogStore.Catalog catalog = catalog(project, call);
        project.catalogs.delete(catalog.name());
        return Envelope.success("");
    }

    private Response mappings(ApiCall call) {
        CatalogStore.Catalog catalog = catalog(project, call);
        ObjectNode params = Json.object();
        ObjectNode defined = params.putObject("definedMappings");
        catalog.mappings().forEach((name, type) -> defined.put(name, type.wireName()));
        params.set(
                "undefinedFields",
                Json.strings(
                        catalog.fields().stream()
                                .filter(name -> !catalog.mappings().containsKey(name))
                                .sorted()
                                .toList()));
        return Envelope.success("", params);
    }

    private Response setMappings(ApiCall call) {
        call.checks()
                .required(call.top(), "obj", "mappingsUpdates")
                .array(call.top(), "obj", "mappingsUpdates")
                .refuseIfAny();
        CatalogStore.Catalog catalog = catalog(project, call);
        for (JsonNode update : call.top().path("mappingsUpdates")) {
            String name = Json.text(update, "fieldName");
            FieldType type =
                    FieldType.named(Json.text(update, "fieldType"))
                            .orElseThrow(() -> ApiRefusal.badParams("Unknown type of " + name));
            Optional<FieldType> before = Optional.ofNullable(catalog.mappings().get(name));
            if (before.filter(known -> known != type).isPresent()) {
                throw ApiRefusal.badParams("The type of " + name + " is final");
            }
        }
        for (JsonNode update : call.top().path("mappingsUpdates")) {
            FieldType.named(Json.text(update, "fieldType"))
                    .ifPresent(
                            type -> catalog.mappings().put(Json.text(update, "fieldName"), type));
        }
        return Envelope.success("");
    }
}
