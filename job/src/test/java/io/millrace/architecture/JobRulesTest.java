/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.millrace.job.MillraceJob;
import org.junit.jupiter.api.Test;

/** The architecture rules of {@code io.millrace.job}. */
class JobRulesTest {

    private static final JavaClasses JOB =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.millrace.job");

    @Test
    void definitionsBecomeAPlanAndAPlanBecomesATopology() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("definition")
                .definedBy("io.millrace.job.definition..")
                .layer("model")
                .definedBy("io.millrace.job.model..")
                .layer("plan")
                .definedBy("io.millrace.job.plan..")
                .layer("setup")
                .definedBy("io.millrace.job.setup..")
                .layer("check")
                .definedBy("io.millrace.job.check..")
                .layer("topology")
                .definedBy("io.millrace.job.topology..")
                .layer("local")
                .definedBy("io.millrace.job.local..")
                .layer("main")
                .definedBy("io.millrace.job")
                .whereLayer("main")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("topology")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("check")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("setup")
                .mayOnlyBeAccessedByLayers("check", "topology", "main")
                .whereLayer("plan")
                .mayOnlyBeAccessedByLayers("setup", "check", "topology", "main")
                .whereLayer("model")
                .mayOnlyBeAccessedByLayers("plan", "setup", "check", "topology", "main")
                .whereLayer("definition")
                .mayOnlyBeAccessedByLayers("model", "plan", "setup", "check", "topology", "main")
                .whereLayer("local")
                .mayNotBeAccessedByAnyLayer()
                .check(JOB);
    }

    @Test
    void textBecomesOptionsAndOptionsBecomeDefinitions() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("problem")
                .definedBy("io.millrace.job.definition.problem")
                .layer("syntax")
                .definedBy("io.millrace.job.definition.syntax")
                .layer("option")
                .definedBy("io.millrace.job.definition.option")
                .layer("definition")
                .definedBy("io.millrace.job.definition")
                .whereLayer("definition")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("option")
                .mayOnlyBeAccessedByLayers("definition")
                .whereLayer("syntax")
                .mayOnlyBeAccessedByLayers("option", "definition")
                .check(JOB);
    }

    @Test
    void resolversUseRulesAndRulesUseThePlan() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("plan")
                .definedBy("io.millrace.job.plan")
                .layer("rule")
                .definedBy("io.millrace.job.plan.rule")
                .layer("resolver")
                .definedBy("io.millrace.job.plan.resolver")
                .whereLayer("resolver")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("rule")
                .mayOnlyBeAccessedByLayers("resolver")
                .check(JOB);
    }

    @Test
    void theLocalClusterDoesNotDependOnThePlan() {
        noClasses()
                .that()
                .resideInAPackage("io.millrace.job.local..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.job.definition..",
                        "io.millrace.job.model..",
                        "io.millrace.job.plan..",
                        "io.millrace.job.setup..",
                        "io.millrace.job.check..",
                        "io.millrace.job.topology..")
                .check(JOB);
    }

    @Test
    void nothingDependsOnTheSandboxOrTheCommandLine() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.millrace.sandbox..", "io.millrace.cli..")
                .check(JOB);
    }

    @Test
    void nothingDependsOnTheMainClass() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(MillraceJob.class.getName())
                .should()
                .dependOnClassesThat()
                .areAssignableTo(MillraceJob.class)
                .check(JOB);
    }
}
