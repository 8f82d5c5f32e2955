/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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
}
