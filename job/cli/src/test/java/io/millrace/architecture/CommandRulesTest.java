/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.conditions.ArchConditions.haveModifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Collection;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The architecture rules of {@code io.millrace.cli}. */
class CommandRulesTest {

    private static final JavaClasses COMMANDS =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.millrace.cli");

    @Test
    void commandsDependOnReportsAndTalliesOnly() {
        noClasses()
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                        "io.millrace.diff..",
                                        "io.millrace.mapping..",
                                        "io.millrace.iterable..",
                                        "io.millrace.outbox..")
                                .and(not(simpleNameEndingWith("Tally"))))
                .check(COMMANDS);
    }

    @Test
    void theWatcherDependsOnTheLedgerOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.millrace.cli.watch..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.millrace..")
                                .and(
                                        not(
                                                resideInAnyPackage(
                                                        "io.millrace.cli.watch..",
                                                        "io.millrace.report..",
                                                        "io.millrace.diff..",
                                                        "io.millrace.outbox.."))))
                .check(COMMANDS);
    }

    @Test
    void onlyTheMainClassDependsOnTheDemo() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.millrace.cli.demo..")
                .and()
                .doNotHaveSimpleName("Millrace")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.millrace.cli.demo..")
                .check(COMMANDS);
    }

    @Test
    void onlyTheDemoAndTheSandboxCommandUseTheSandbox() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.millrace.cli.demo..")
                .and()
                .doNotHaveSimpleName("SandboxCommand")
                .and()
                .doNotHaveSimpleName("Rates")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.millrace.sandbox..")
                .check(COMMANDS);
    }

    @Test
    void namesSayWhatThingsAre() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Impl)(\\$.*)?")
                .orShould()
                .resideInAnyPackage("..common..", "..util..", "..utils..", "..impl..")
                .check(COMMANDS);
    }

    @Test
    void noStaticState() {
        fields().that().areStatic().and(written()).should().beFinal().check(COMMANDS);
        noFields()
                .that()
                .areStatic()
                .and(written())
                .should()
                .haveRawType(mutable())
                .check(COMMANDS);
    }

    @Test
    void classesAreFinal() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .areNotAnonymousClasses()
                .should(haveModifier(JavaModifier.FINAL).or(haveModifier(JavaModifier.ABSTRACT)))
                .check(COMMANDS);
    }

    private static DescribedPredicate<JavaField> written() {
        return DescribedPredicate.describe(
                "not generated by the compiler",
                field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC));
    }

    /** Immutable collections are declared by their interface: {@code List.of} and the like. */
    private static DescribedPredicate<JavaClass> mutable() {
        return DescribedPredicate.describe(
                "a type that can change",
                type ->
                        type.isArray()
                                || type.getPackageName().startsWith("java.util.concurrent.atomic")
                                || (!type.isInterface()
                                        && (type.isAssignableTo(Collection.class)
                                                || type.isAssignableTo(Map.class))));
    }
}
