/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.sandbox.api.ApiCall;
import io.millrace.sandbox.api.ApiRoute;
import io.millrace.sandbox.api.CallHandler;
import io.millrace.sandbox.api.Envelope;
import io.millrace.sandbox.api.JsonTypeChecks;
import io.millrace.sandbox.http.Response;
import io.millrace.sandbox.project.Json;
import io.millrace.sandbox.project.PackedFields;
import io.millrace.sandbox.project.Profile;
import io.millrace.sandbox.project.Project;
import io.millrace.sandbox.project.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Purchases and carts. Both write their user. */
final class CommerceCalls {

    private static final String CART = "shoppingCartItems";

    private final Project project;
    private final UserWrites writes;

    CommerceCalls(Project project, UserWrites writes) {
        this.project = project;
        this.writes = writes;
    }

    void register(Map<ApiRoute, CallHandler> handlers) {
        handlers.put(ApiRoute.COMMERCE_TRACK_PURCHASE, this::trackPurchase);
        handlers.put(ApiRoute.COMMERCE_UPDATE_CART, this::updateCart);
    }

    private Response trackPurchase(ApiCall call) {
        ObjectNode top = call.top();
        JsonTypeChecks checks = checks(call);
        checks.required(top, "obj", "total")
                .number(top, "obj", "total")
                .text(top, "obj", "id")
                .whole(top, "obj", "createdAt", "campaignId", "templateId")
                .object(top, "obj", "dataFields")
                .refuseIfAny();
        EventRules.checkId(Json.text(top, "id"));
        Instant createdAt = EventRules.createdAt(top);
        Schema.Draft draft =
                project.eventFields.computeIfAbsent("purchase", any -> new Schema()).draft();
        Optional<Schema.Clash> clash =
                draft.admit(
                        Json.object(top, "dataFields"),
                        project.settings.fields().createNewFields());
        if (clash.isPresent()) {
            throw FieldRefusals.typesMismatched(List.of(clash.get()), "event");
        }
        Profile profile = write(top);
        draft.keep();
        ObjectNode stored = Json.object(top, "dataFields").deepCopy();
        stored.set("items", top.path("items"));
        stored.set("total", top.path("total"));
        String id =
                project.commerce.store(
                        Json.text(top, "id"),
                        "purchase",
                        createdAt,
                        profile,
                        PackedFields.of(stored, project.names));
        writes.merge(profile, Json.object().set(CART, Json.array()), false);
        return Envelope.success("", Json.object().put("id", id));
    }

    private Response updateCart(ApiCall call) {
        ObjectNode top = call.top();
        checks(call).refuseIfAny();
        Profile profile = write(top);
        JsonNode items = top.path("items");
        writes.merge(profile, Json.object().set(CART, items), false);
        ObjectNode stored = Json.object();
        stored.set(CART, items);
        project.commerce.store(
                "", "updateCart", Instant.now(), profile, PackedFields.of(stored, project.names));
        return Envelope.success("");
    }

    private static JsonTypeChecks checks(ApiCall call) {
        ObjectNode top = call.top();
        JsonTypeChecks checks = call.checks();
        checks.required(top, "obj", "user", "items").array(top, "obj", "items");
        RowChecks.user(checks, top.path("user"), "obj.user");
        JsonNode items = top.path("items");
        for (int i = 0; i < items.size(); i++) {
            String path = "obj.items[" + i + "]";
            JsonNode item = items.get(i);
            checks.required(item, path, "id", "name", "price", "quantity")
                    .text(item, path, "id", "name", "sku", "description", "url", "imageUrl")
                    .number(item, path, "price")
                    .whole(item, path, "quantity")
                    .array(item, path, "categories")
                    .object(item, path, "dataFields");
        }
        return checks;
    }

    private Profile write(ObjectNode top) {
        List<Profile> written = new ArrayList<>(1);
        writes.write(
                        List.of(Json.object(top, "user")),
                        WriteMode.single(project.settings.fields().createNewFields()),
                        (index, profile) -> written.add(profile))
                .firstRefusal()
                .ifPresent(SingleCallRefusals::refuse);
        return written.get(0);
    }
}
