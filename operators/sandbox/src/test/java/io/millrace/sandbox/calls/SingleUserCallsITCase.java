/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import static io.millrace.sandbox.TestJson.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sandbox.Caller;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.api.ApiKeys;
import io.millrace.sandbox.testing.SandboxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SingleUserCallsITCase {

    @RegisterExtension private final SandboxExtension sandboxes = new SandboxExtension();

    private final Sandbox sandbox = sandboxes.start(SandboxOptions.unthrottled());
    private final Caller caller = Caller.of(sandbox);

    @Test
    void updateWritesOneUserAndReportsItsErrors() {
        assertThat(update("{'email': 'a@example.com', 'dataFields': {'n': 1}}").code())
                .isEqualTo("Success");
        assertThat(update("{'email': 'nothing'}").code()).isEqualTo("InvalidEmailAddressError");
        assertThat(update("{'userId': ''}").code()).isEqualTo("InvalidUserIdError");
        assertThat(update("{'dataFields': {}}").code()).isEqualTo("BadParams");

        Caller.Reply clash = update("{'email': 'a@example.com', 'dataFields': {'n': 'one'}}");
        assertThat(clash.code()).isEqualTo("RequestFieldsTypesMismatched");
        assertThat(clash.json().at("/params/validationErrors/n"))
                .isEqualTo(
                        json(
                                "{'incomingTypes': ['string'], 'expectedType': 'long', 'category':"
                                        + " 'user', 'offendingValue': 'one', '_type':"
                                        + " 'UnexpectedType'}"));
    }

    @Test
    void updateRefusesForgottenAndConflictingUsersWith409() {
        update("{'email': 'a@example.com', 'userId': 'u-1'}");
        update("{'email': 'b@example.com', 'userId': 'u-2'}");
        caller.post("/api/users/forget", "{'userId': 'u-3'}");

        Caller.Reply conflict = update("{'email': 'a@example.com', 'userId': 'u-2'}");
        Caller.Reply forgotten = update("{'userId': 'u-3'}");

        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.code()).isEqualTo("ExternalKeyConflict");
        assertThat(forgotten.status()).isEqualTo(409);
        assertThat(forgotten.code()).isEqualTo("ForgottenUserError");
    }

    @Test
    void aUserIsReadBackWithDatesInUtc() {
        update(
                "{'email': 'a+b@example.com', 'userId': 'u/1', 'dataFields': {'seen':"
                        + " '2026-01-02T03:04:05.678+02:00', 'day': '2026-01-02', 'text': 'x'}}");

        for (String path :
                new String[] {
                    "/api/users/getByEmail?email=a%2Bb@example.com",
                    "/api/users/A+b%40example.com",
                    "/api/users/byUserId?userId=u%2F1",
                    "/api/users/byUserId/u%2F1"
                }) {
            assertThat(caller.get(path).json())
                    .isEqualTo(
                            json(
                                    "{'user': {'email': 'a+b@example.com', 'userId': 'u/1',"
                                            + " 'dataFields': {'seen': '2026-01-02 01:04:05"
                                            + " +00:00', 'day': '2026-01-02 00:00:00 +00:00',"
                                            + " 'text': 'x', 'email': 'a+b@example.com', 'userId':"
                                            + " 'u/1'}}}"));
        }
    }

    @Test
    void anUnknownUserIsAnEmptyObject() {
        Caller.Reply reply = caller.get("/api/users/nobody%40example.com");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json()).isEmpty();
    }

    @Test
    void deletingAnUnknownUserIsFineByEmailAndNotByUserId() {
        update("{'email': 'a@example.com', 'userId': 'u-1'}");

        assertThat(caller.delete("/api/users/A%40example.com").status()).isEqualTo(200);
        assertThat(caller.delete("/api/users/a%40example.com").status()).isEqualTo(200);
        assertThat(caller.delete("/api/users/byUserId/u-1").code()).isEqualTo("BadParams");
        assertThat(sandbox.users()).isEmpty();
    }

    @Test
    void fieldsAreListedWithTheirTypes() {
        update("{'userId': 'u-1', 'dataFields': {'place_geo_location': {'lat': 1, 'lon': 2}}}");

        assertThat(caller.get("/api/users/getFields").json().at("/fields/place_geo_location"))
                .isEqualTo(json("'geo_location'"));
    }

    @Test
    void mergeKeepsTheDestinationsValuesAndJoinsTheListedArrays() {
        update(
                "{'userId': 'from', 'dataFields': {'a': 1, 'b': 1, 'pets': [{'id': 1}, {'id':"
                        + " 2}]}}");
        update("{'userId': 'to', 'dataFields': {'a': 2, 'pets': [{'id': 2}]}}");

        Caller.Reply reply =
                caller.post(
                        "/api/users/merge",
                        "{'sourceUserId': 'from', 'destinationUserId': 'to', 'arrayMerge':"
                                + " [{'field': 'pets', 'dedupeBy': 'id'}]}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(sandbox.users()).containsOnlyKeys("to");
        assertThat(sandbox.users().get("to"))
                .isEqualTo(json("{'a': 2, 'b': 1, 'pets': [{'id': 2}, {'id': 1}]}"));
        assertThat(
                        caller.post(
                                        "/api/users/merge",
                                        "{'sourceUserId': 'from', 'destinationUserId': 'to'}")
                                .code())
                .isEqualTo("UnknownUserIdError");
    }

    @Test
    void mergeIntoAnUnknownUserRenamesTheSource() {
        update("{'userId': 'from', 'dataFields': {'a': 1}}");
        caller.post("/api/users/merge", "{'sourceUserId': 'from', 'destinationUserId': 'to'}");

        assertThat(sandbox.users()).containsOnlyKeys("to");
    }

    @Test
    void aDeviceNeedsTheMobileKey() {
        String body =
                "{'userId': 'u-1', 'device': {'token': 't', 'platform': 'GCM', 'applicationName':"
                        + " 'app'}}";

        assertThat(caller.post("/api/users/registerDeviceToken", body).code())
                .isEqualTo("BadApiKey");
        assertThat(
                        caller.withKey(ApiKeys.MOBILE)
                                .post("/api/users/registerDeviceToken", body)
                                .status())
                .isEqualTo(200);
        assertThat(sandbox.user("u-1").orElseThrow().devices()).containsExactly("t");
    }

    private Caller.Reply update(String body) {
        return caller.post("/api/users/update", body);
    }
}
