/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.testing;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaStaticInitializer;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A static field holds no collection that the class can fill later. ArchUnit sees the constructor
 * that a static initializer calls, and the line of the field that is set there.
 */
final class InitialiseImmutably extends ArchCondition<JavaClass> {

    private final Set<String> processWide;

    InitialiseImmutably(Set<String> processWide) {
        super("hold no mutable collection in a static field");
        this.processWide = processWide;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        Optional<JavaStaticInitializer> initializer = type.getStaticInitializer();
        if (initializer.isEmpty()) {
            return;
        }
        initializer.get().getConstructorCallsFromSelf().stream()
                .filter(InitialiseImmutably::makesAMutableCollection)
                .forEach(call -> report(type, call, events));
    }

    private void report(JavaClass type, JavaConstructorCall call, ConditionEvents events) {
        boolean allowed =
                type.getFields().stream()
                        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                        .filter(field -> isSetOn(field, call.getLineNumber()))
                        .map(field -> type.getSimpleName() + "." + field.getName())
                        .anyMatch(processWide::contains);
        if (!allowed) {
            events.add(SimpleConditionEvent.violated(type, call.getDescription()));
        }
    }

    private static boolean isSetOn(JavaField field, int line) {
        return field.getAccessesToSelf().stream()
                .filter(access -> access.getOrigin() instanceof JavaStaticInitializer)
                .mapToInt(JavaAccess::getLineNumber)
                .anyMatch(access -> access == line);
    }

    private static boolean makesAMutableCollection(JavaConstructorCall call) {
        JavaClass made = call.getTargetOwner();
        return made.getPackageName().startsWith("java.util")
                && (made.isAssignableTo(Collection.class) || made.isAssignableTo(Map.class));
    }
}
