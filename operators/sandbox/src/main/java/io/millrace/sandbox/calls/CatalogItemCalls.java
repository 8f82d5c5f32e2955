/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.sandbox.api.ApiCall;
import io.millrace.sandbox.api.ApiRoute;
import io.millrace.sandbox.api.CallHandler;
import io.millrace.sandbox.api.Envelope;
import io.millrace.sandbox.api.JsonTypeChecks;
import io.millrace.sandbox.api.Paging;
import io.millrace.sandbox.api.RequestBody;
import io.millrace.sandbox.http.Response;
import io.millrace.sandbox.project.CatalogStore;
import io.millrace.sandbox.project.Json;
import io.millrace.sandbox.project.Project;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The items of a catalog, one by one and in bulk. */
final class CatalogItemCalls {

    private final Project project;

    CatalogItemCalls(Project project) {
        this.project = project;
    }

    void register(Map<ApiRoute, CallHandler> handlers) {
        handlers.put(ApiRoute.CATALOG_ITEMS, this::items);
        handlers.put(ApiRoute.CATALOG_ITEM, this::item);
        handlers.put(ApiRoute.CATALOG_ITEMS_UPSERT, this::upsert);
        handlers.put(ApiRoute.CATALOG_ITEM_REPLACE, this::replace);
        handlers.put(ApiRoute.CATALOG_ITEM_UPDATE, this::update);
        handlers.put(ApiRoute.CATALOG_ITEM_DELETE, this::delete);
        handlers.put(ApiRoute.CATALOG_ITEMS_DELETE, this::deleteMany);
    }

    private Response items(ApiCall call) {
        CatalogStore.Catalog catalog = CatalogCalls.catalog(project, call);
        Paging paging = Paging.of(call);
        ObjectNode params = Json.object();
        ArrayNode page = params.putArray("catalogItemsWithProperties");
        catalog.items().entrySet().stream()
                .skip(paging.skipped())
                .limit(paging.pageSize())
                .forEach(entry -> page.add(toJson(catalog, entry.getKey(), entry.getValue())));
        params.put("totalItemsCount", catalog.items().size());
        CatalogCalls.addPageUrls(
                params,
                paging,
                catalog.items().size(),
                "/api/catalogs/" + catalog.name() + "/items");
        return Envelope.success("", params);
    }

    private Response item(ApiCall call) {
        CatalogStore.Catalog catalog = CatalogCalls.catalog(project, call);
        String id = call.variable("itemId");
        return Optional.ofNullable(catalog.items().get(id))
                .map(item -> Envelope.success("", toJson(catalog, id, item)))
                .orElseThrow(() -> CatalogCalls.notFound("Item not found: " + id));
    }

    private static ObjectNode toJson(
            CatalogStore.Catalog catalog, String id, CatalogStore.Item item) {
        ObjectNode json =
                Json.object()
                        .put("catalogName", catalog.name())
                        .put("itemId", id)
                        .put("lastModified", item.lastModified().toEpochMilli())
                        .put("size", Json.bytes(item.value()).length);
        return json.set("value", item.value());
    }

    private Response upsert(ApiCall call) {
        JsonTypeChecks checks = call.checks();
        checks.required(call.top(), "obj", "replaceUploadedFieldsOnly")
                .flag(call.top(), "obj", "replaceUploadedFieldsOnly");
        for (RequestBody.Row row : call.body().rows()) {
            if (!row.node().path("value").isObject()) {
                checks.report(
                        "obj.documents." + Json.text(row.node(), "itemId"),
                        "error.expected.jsobject");
            }
        }
        checks.refuseIfAny();
        CatalogStore.Catalog catalog = CatalogCalls.catalog(project, call);
        Set<String> fields = new HashSet<>();
        List<RequestBody.Row> rows = call.body().rows();
        for (RequestBody.Row row : rows) {
            ObjectNode value = Json.object(row.node(), "value");
            CatalogRules.check(Json.text(row.node(), "itemId"), value);
            value.fieldNames().forEachRemaining(fields::add);
        }
        CatalogRules.addFields(catalog, fields);
        boolean onlySentFields = call.top().path("replaceUploadedFieldsOnly").asBoolean();
        for (RequestBody.Row row : rows) {
            store(
                    catalog,
                    Json.text(row.node(), "itemId"),
                    Json.object(row.node(), "value"),
                    onlySentFields);
        }
        return Envelope.accepted("Request to upsert items processed.");
    }

    private Response replace(ApiCall call) {
        return single(call, "value", false);
    }

    private Response update(ApiCall call) {
        return single(call, "update", true);
    }

    private Response single(ApiCall call, String field, boolean onlySentFields) {
        call.checks()
                .required(call.top(), "obj", field)
                .object(call.top(), "obj", field)
                .refuseIfAny();
        CatalogStore.Catalog catalog = CatalogCalls.catalog(project, call);
        String id = call.variable("itemId");
        ObjectNode value = Json.object(call.top(), field);
        CatalogRules.check(id, value);
        Set<String> fields = new HashSet<>();
        value.fieldNames().forEachRemaining(fields::add);
        CatalogRules.addFields(catalog, fields);
        store(catalog, id, value, onlySentFields);
        return Envelope.accepted("Request to update item processed.");
    }

    private static void store(
            CatalogStore.Catalog catalog, String id, ObjectNode value, boolean onlySentFields) {
        ObjectNode stored =
                onlySentFields
                        ? Optional.ofNullable(catalog.items().get(id))
                                .map(item -> item.value().deepCopy())
                                .orElseGet(Json::object)
                        : Json.object();
        stored.setAll(value);
        catalog.items().put(id, new CatalogStore.Item(stored, Instant.now()));
    }

    private Response delete(ApiCall call) {
        CatalogStore.Catalog catalog = CatalogCalls.catalog(project, call);
        catalog.items().remove(call.variable("itemId"));
        return Envelope.accepted("Request to delete item processed.");
    }

    private Response deleteMany(ApiCall call) {
        JsonTypeChecks checks = call.checks();
        List<RequestBody.Row> rows = call.body().rows();
        for (int i = 0; i < rows.size(); i++) {
            if (!rows.get(i).node().isTextual()) {
                checks.report(RowChecks.path(call, i), "error.expected.jsstring");
            }
        }
        checks.refuseIfAny();
        CatalogStore.Catalog catalog = CatalogCalls.catalog(project, call);
        rows.stream()
                .map(RequestBody.Row::node)
                .map(JsonNode::textValue)
                .forEach(catalog.items()::remove);
        return Envelope.accepted("Request to delete items processed.");
    }
}
