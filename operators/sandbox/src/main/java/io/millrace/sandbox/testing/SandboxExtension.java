/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.testing;

import io.millrace.sandbox.Sandbox;
import io.millrace.sandbox.SandboxOptions;
import io.millrace.sandbox.journal.Violation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Starts sandboxes for tests, asserts after every test that no client broke an invariant, and
 * closes the sandboxes. Registered in a static field the sandboxes live as long as the test class,
 * else as long as the test.
 *
 * <pre>{@code
 * @RegisterExtension final SandboxExtension sandboxes = new SandboxExtension();
 *
 * @BeforeEach
 * void start() {
 *     sandbox = sandboxes.start(SandboxOptions.unthrottled());
 * }
 * }</pre>
 *
 * <p>A test that provokes violations on purpose declares them with {@link #allow}.
 */
public final class SandboxExtension
        implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private final List<Sandbox> sandboxes = new ArrayList<>();
    private final Set<Violation.Rule> allowed = EnumSet.noneOf(Violation.Rule.class);
    private boolean perClass;

    /** Starts a sandbox that this extension asserts and closes; the test may close it earlier. */
    public Sandbox start(SandboxOptions options) {
        Sandbox sandbox = Sandbox.start(options);
        sandboxes.add(sandbox);
        return sandbox;
    }

    /** Lets the current test break these invariants. */
    public void allow(Violation.Rule... rules) {
        allowed.addAll(List.of(rules));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        perClass = true;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        try {
            assertNoViolations();
        } finally {
            allowed.clear();
            if (!perClass) {
                close();
            }
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    private void assertNoViolations() {
        List<Violation> violations =
                sandboxes.stream()
                        .flatMap(sandbox -> sandbox.violations().stream())
                        .filter(violation -> !allowed.contains(violation.rule()))
                        .toList();
        if (!violations.isEmpty()) {
            throw new AssertionError(
                    violations.stream()
                            .map(Violation::toString)
                            .collect(Collectors.joining("\n  ", "Violations:\n  ", "")));
        }
    }

    private void close() {
        sandboxes.forEach(Sandbox::close);
        sandboxes.clear();
    }
}
