/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sandbox.Caller;
import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.journal.Violation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Calls an extension as JUnit does. */
class SandboxExtensionITCase {

    private static final String TWO_ROWS = "{'users': [{'userId': 'u'}, {'userId': 'u'}]}";

    @RegisterExtension private final ContextParameter junit = new ContextParameter();

    private final SandboxExtension extension = new SandboxExtension();

    @Test
    void aViolationFailsTheTestAndClosesTheSandbox() {
        Sandbox sandbox = extension.start(SandboxOptions.unthrottled());
        Caller.of(sandbox).post("/api/users/bulkUpdate", TWO_ROWS);

        assertThatThrownBy(() -> extension.afterEach(junit.context))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ONE_ROW_PER_USER");
        assertThatThrownBy(() -> Caller.of(sandbox).get("/api/channels"))
                .isInstanceOf(Caller.BrokenConnection.class);
    }

    @Test
    void aTestMayCloseItsSandboxItself() {
        extension.start(SandboxOptions.unthrottled()).close();

        assertThatCode(() -> extension.afterEach(junit.context)).doesNotThrowAnyException();
    }

    @Test
    void anAllowedViolationIsAllowedInOneTestOnly() {
        extension.beforeAll(junit.context);
        Sandbox sandbox = extension.start(SandboxOptions.unthrottled());
        extension.allow(Violation.Rule.ONE_ROW_PER_USER);
        Caller.of(sandbox).post("/api/users/bulkUpdate", TWO_ROWS);

        assertThatCode(() -> extension.afterEach(junit.context)).doesNotThrowAnyException();
        assertThatThrownBy(() -> extension.afterEach(junit.context))
                .isInstanceOf(AssertionError.class);
        extension.afterAll(junit.context);
    }

    /** Keeps the context of the current test. */
    private static final class ContextParameter implements BeforeEachCallback {

        private ExtensionContext context;

        @Override
        public void beforeEach(ExtensionContext current) {
            context = current;
        }
    }
}
