/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.testing;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A test starts no server, database or cluster, and uses no class of the tests that does. What the
 * classes of the main code start is not followed.
 */
final class ServerUse extends ArchCondition<JavaClass> {

    private static final Set<String> SERVERS =
            Set.of(
                    "io.zonky.test.db.postgres.embedded.EmbeddedPostgres",
                    "io.millrace.testing.TestPostgres",
                    "io.millrace.sandbox.testing.SandboxExtension",
                    "io.millrace.job.local.LocalCluster",
                    "com.sun.net.httpserver.HttpServer",
                    "java.net.ServerSocket",
                    "java.sql.DriverManager",
                    "org.apache.flink.runtime.minicluster.MiniCluster",
                    "org.apache.flink.test.junit5.MiniClusterExtension");

    ServerUse() {
        super("start no server (a test that does is named ITCase)");
    }

    @Override
    public void check(JavaClass test, ConditionEvents events) {
        Set<JavaClass> seen = new HashSet<>(Set.of(test));
        Deque<JavaClass> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            JavaClass next = open.pop();
            server(next)
                    .ifPresent(
                            server ->
                                    events.add(
                                            SimpleConditionEvent.violated(
                                                    test,
                                                    test.getName()
                                                            + " uses "
                                                            + server
                                                            + (next.equals(test)
                                                                    ? ""
                                                                    : " by " + next.getName())
                                                            + ": name it ITCase")));
            next.getDirectDependenciesFromSelf().stream()
                    .map(Dependency::getTargetClass)
                    .filter(ServerUse::isOfTheTests)
                    .filter(seen::add)
                    .forEach(open::push);
        }
    }

    /** Classes with methods that JUnit runs; the rules of ArchUnit's engine are not among them. */
    static DescribedPredicate<JavaClass> haveTestMethods() {
        return DescribedPredicate.describe(
                "have test methods",
                type ->
                        type.isTopLevelClass()
                                && !type.getModifiers().contains(JavaModifier.ABSTRACT)
                                && type.getAllMethods().stream().anyMatch(ServerUse::isTest));
    }

    private static boolean isTest(JavaMethod method) {
        return method.isMetaAnnotatedWith("org.junit.platform.commons.annotation.Testable");
    }

    private static boolean isOfTheTests(JavaClass type) {
        return type.getSource()
                .map(source -> source.getUri().toString().contains("/test-classes/"))
                .orElse(false);
    }

    private static Optional<String> server(JavaClass type) {
        Stream<String> types =
                type.getDirectDependenciesFromSelf().stream()
                        .map(dependency -> dependency.getTargetClass().getName())
                        .filter(SERVERS::contains);
        Stream<String> calls =
                type.getMethodCallsFromSelf().stream()
                        .filter(ServerUse::starts)
                        .map(ServerUse::name);
        return Stream.concat(types, calls).findFirst();
    }

    private static boolean starts(JavaMethodCall call) {
        String owner = call.getTargetOwner().getName();
        String method = call.getName();
        return (owner.equals("io.millrace.sandbox.Sandbox") && method.equals("start"))
                || (owner.startsWith("org.apache.flink.") && method.startsWith("execute"));
    }

    private static String name(JavaMethodCall call) {
        return call.getTargetOwner().getSimpleName() + "." + call.getName();
    }
}
