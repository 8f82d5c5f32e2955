/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The directions of imports between the rooms of the sandbox. */
class SandboxRulesTest {

    private static final JavaClasses SANDBOX =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.millrace.sandbox");

    @Test
    void importsPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("http")
                .definedBy("io.millrace.sandbox.http")
                .layer("project")
                .definedBy("io.millrace.sandbox.project")
                .layer("journal")
                .definedBy("io.millrace.sandbox.journal")
                .layer("api")
                .definedBy("io.millrace.sandbox.api")
                .layer("calls")
                .definedBy("io.millrace.sandbox.calls")
                .layer("fault")
                .definedBy("io.millrace.sandbox.fault")
                .layer("sandbox")
                .definedBy("io.millrace.sandbox")
                .layer("testing")
                .definedBy("io.millrace.sandbox.testing")
                .whereLayer("http")
                .mayNotAccessAnyLayer()
                .whereLayer("project")
                .mayNotAccessAnyLayer()
                .whereLayer("journal")
                .mayOnlyAccessLayers("http")
                .whereLayer("api")
                .mayOnlyAccessLayers("http", "project", "journal")
                .whereLayer("calls")
                .mayOnlyAccessLayers("http", "project", "api")
                .whereLayer("fault")
                .mayOnlyAccessLayers("http", "project", "api")
                .whereLayer("sandbox")
                .mayOnlyBeAccessedByLayers("testing")
                .whereLayer("testing")
                .mayNotBeAccessedByAnyLayer()
                .check(SANDBOX);
    }

    @Test
    void theSandboxImportsNothingElseOfMillrace() {
        noClasses()
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.millrace..")
                                .and(resideOutsideOfPackage("io.millrace.sandbox..")))
                .check(SANDBOX);
    }

    @Test
    void onlyTheTestSupportNeedsJUnit() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.millrace.sandbox.testing")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.junit..")
                .check(SANDBOX);
    }
}
