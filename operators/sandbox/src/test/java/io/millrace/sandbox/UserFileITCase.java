/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sandbox.api.ApiKeys;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserFileITCase {

    @TempDir Path folder;

    @Test
    void savedUsersComeBackWithTheTypesOfTheirFields() throws Exception {
        Path file = folder.resolve("users.jsonl");
        try (Sandbox before = Sandbox.start(SandboxOptions.unthrottled())) {
            update(
                    before,
                    "{\"email\":\"a@example.com\",\"userId\":\"1\",\"dataFields\":{\"n\":1}}");
            update(before, "{\"userId\":\"2\",\"dataFields\":{\"o\":{\"p\":[\"ü\"]}}}");
            before.saveUsers(file);
            try (Sandbox after = Sandbox.start(SandboxOptions.unthrottled())) {
                after.loadUsers(file);

                assertThat(after.users()).isEqualTo(before.users());
                assertThat(after.userFields()).isEqualTo(before.userFields());
                assertThat(update(after, "{\"userId\":\"2\",\"dataFields\":{\"n\":\"text\"}}"))
                        .isEqualTo(400);
            }
        }
    }

    private static int update(Sandbox sandbox, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(sandbox.url() + "/api/users/update"))
                                .header("Api-Key", ApiKeys.SERVER)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
