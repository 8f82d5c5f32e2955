/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import static io.millrace.sandbox.TestJson.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sandbox.Caller;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.project.Json;
import io.millrace.sandbox.testing.SandboxExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CatalogCallsITCase {

    private static final String ITEMS = "/api/catalogs/shops/items";

    @RegisterExtension private final SandboxExtension sandboxes = new SandboxExtension();

    private final Sandbox sandbox = sandboxes.start(SandboxOptions.unthrottled());
    private final Caller caller = Caller.of(sandbox);

    @BeforeEach
    void aCatalog() {
        assertThat(caller.post("/api/catalogs/Shops", "").status()).isEqualTo(201);
    }

    @Test
    void itemsAreReplacedOrHaveTheirSentFieldsReplaced() {
        upsert("{'s-1': {'a': 1, 'b': 2}, 's-2': {'a': 1}}", false);
        upsert("{'s-1': {'a': 3}}", true);
        upsert("{'s-2': {'b': 4}}", false);

        assertThat(sandbox.catalog("shops"))
                .containsEntry("s-1", Json.object().put("a", 3).put("b", 2))
                .containsEntry("s-2", Json.object().put("b", 4));
    }

    @Test
    void oneItemIsReplacedUpdatedReadAndDeleted() {
        assertThat(caller.send("PUT", ITEMS + "/s-1", "{'value': {'a': 1, 'b': 2}}").status())
                .isEqualTo(202);
        assertThat(caller.send("PATCH", ITEMS + "/s-1", "{'update': {'b': 3}}").status())
                .isEqualTo(202);
        assertThat(caller.get(ITEMS + "/s-1").json().at("/params/value"))
                .isEqualTo(json("{'a': 1, 'b': 3}"));
        assertThat(caller.delete(ITEMS + "/s-1").status()).isEqualTo(202);
        assertThat(caller.get(ITEMS + "/s-1").status()).isEqualTo(404);
    }

    @Test
    void manyItemsAreDeletedByADeleteWithABody() {
        upsert("{'s-1': {}, 's-2': {}, 's-3': {}}", false);

        assertThat(caller.send("DELETE", ITEMS, "{'itemIds': ['s-1', 's-3', 's-9']}").status())
                .isEqualTo(202);
        assertThat(sandbox.catalog("shops")).containsOnlyKeys("s-2");
    }

    @Test
    void anUnknownCatalogHasItsOwnResponse() {
        Caller.Reply reply = caller.get("/api/catalogs/none/items");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.code()).isEqualTo("error.catalogs.notFound");
        assertThat(reply.json().has("error")).isTrue();
        assertThat(reply.json().has("msg")).isFalse();
    }

    @Test
    void idsNamesAndSizesHaveLimits() {
        assertThat(send("{'a_b': {}}").code()).isEqualTo("BadParams");
        assertThat(send("{'a': {'x.y': 1}}").code()).isEqualTo("BadParams");
        assertThat(send("{'a': {'x': '" + "y".repeat(30_000) + "'}}").code())
                .isEqualTo("BadParams");
        assertThat(send("{'a': 1}").code()).isEqualTo("BadJsonBody");
        StringBuilder wide = new StringBuilder("{'a': {'f0': 0");
        for (int i = 1; i <= 350; i++) {
            wide.append(", 'f").append(i).append("': 0");
        }
        assertThat(send(wide.append("}}").toString()).code())
                .isEqualTo("UniqueFieldsLimitExceeded");
        assertThat(caller.post("/api/catalogs/a_b", "").status()).isEqualTo(400);
        assertThat(caller.post("/api/catalogs/SHOPS", "").status()).isEqualTo(400);
        assertThat(sandbox.catalog("shops")).isEmpty();
    }

    @Test
    void catalogsAndItemsAreListedByPage() {
        sandbox.createCatalog("books");
        upsert("{'s-1': {}, 's-2': {}, 's-3': {}}", false);

        assertThat(caller.get("/api/catalogs?pageSize=1").json().path("params"))
                .isEqualTo(
                        json(
                                "{'catalogNames': [{'name': 'books'}], 'totalCatalogsCount': 2,"
                                        + " 'nextPageUrl': '/api/catalogs?page=2&pageSize=1'}"));
        Caller.Reply page = caller.get(ITEMS + "?page=2&pageSize=2");
        assertThat(page.json().at("/params/totalItemsCount").asInt()).isEqualTo(3);
        assertThat(page.json().at("/params/catalogItemsWithProperties/0/itemId").asText())
                .isEqualTo("s-3");
    }

    @Test
    void aFieldsTypeIsFinalOnceMapped() {
        String path = "/api/catalogs/shops/fieldMappings";
        upsert("{'s-1': {'price': 1.5, 'name': 'x'}}", false);
        String mapping = "{'mappingsUpdates': [{'fieldName': 'price', 'fieldType': 'double'}]}";

        assertThat(caller.send("PUT", path, mapping).status()).isEqualTo(200);
        assertThat(caller.send("PUT", path, mapping.replace("double", "long")).status())
                .isEqualTo(400);
        assertThat(caller.get(path).json().path("params"))
                .isEqualTo(
                        json(
                                "{'definedMappings': {'price': 'double'}, 'undefinedFields':"
                                        + " ['name']}"));
    }

    @Test
    void aDeletedCatalogIsGone() {
        assertThat(caller.delete("/api/catalogs/shops").status()).isEqualTo(200);
        assertThat(sandbox.catalogs()).isEmpty();
    }

    private void upsert(String documents, boolean onlySentFields) {
        assertThat(
                        caller.post(
                                        ITEMS,
                                        "{'documents': "
                                                + documents
                                                + ", 'replaceUploadedFieldsOnly': "
                                                + onlySentFields
                                                + "}")
                                .status())
                .isEqualTo(202);
    }

    private Caller.Reply send(String documents) {
        return caller.post(
                ITEMS, "{'documents': " + documents + ", 'replaceUploadedFieldsOnly': false}");
    }
}
