/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sandbox.Caller;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import org.junit.jupiter.api.Test;

class ApiRouteITCase {

    @Test
    void everyEndpointIsRoutedAndAnswered() {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.unthrottled())) {
            for (ApiRoute endpoint : ApiRoute.values()) {
                String path = endpoint.path().replaceAll("\\{[a-zA-Z]+\\}", "1");
                String key =
                        endpoint.keyScope() == KeyScope.CLIENT ? ApiKeys.MOBILE : ApiKeys.SERVER;
                Caller.Reply reply =
                        Caller.of(sandbox).withKey(key).send(endpoint.method(), path, "{}");

                assertThat(sandbox.counters(endpoint.label()).requests())
                        .as(endpoint.label())
                        .isEqualTo(1);
                assertThat(reply.status()).as(endpoint.label()).isLessThan(500);
            }
            sandbox.assertNoViolations();
        }
    }
}
