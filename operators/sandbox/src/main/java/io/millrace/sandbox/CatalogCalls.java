/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/** Catalogs themselves and their field mappings. */
final class CatalogCalls {

    private final Project project;

    CatalogCalls(Project project) {
        this.project = project;
    }

    void register(Map<ApiRoute, Handler> handlers) {
        handlers.put(ApiRoute.CATALOGS, this::all);
        handlers.put(ApiRoute.CATALOGS_CREATE, this::create);
        handlers.put(ApiRoute.CATALOGS_DELETE, this::delete);
        handlers.put(ApiRoute.CATALOG_FIELD_MAPPINGS, this::mappings);
        handlers.put(ApiRoute.CATALOG_SET_FIELD_MAPPINGS, this::setMappings);
    }

    /** The catalog a call names; refused with the odd 404 of catalogs if there is none. */
    static CatalogStore.Catalog catalog(Project project, Call call) {
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

    private Response all(Call call) {
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
        return Response.success("", params);
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

    private Response create(Call call) {
        requireFeature(project);
        String name = call.variable("catalogName");
        if (!CatalogRules.isName(name)) {
            throw ApiRefusal.badParams("A catalog name has letters, digits and dashes");
        }
        if (project.catalogs.create(name).isEmpty()) {
            throw ApiRefusal.badParams("A catalog with this name exists: " + name);
        }
        return Response.envelope(201, "Success", "", NullNode.getInstance());
    }

    private Response delete(Call call) {
        CatalogStore.Catalog catalog = catalog(project, call);
        project.catalogs.delete(catalog.name());
        return Response.success("");
    }

    private Response mappings(Call call) {
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
        return Response.success("", params);
    }

    private Response setMappings(Call call) {
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
        return Response.success("");
    }
}
