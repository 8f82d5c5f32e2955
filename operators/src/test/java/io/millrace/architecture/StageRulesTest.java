/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The rules of the house that a compiler does not know. Plain tests, as those of ArchUnit's own
 * engine are fields and Surefire counts none of them.
 */
class StageRulesTest {

    private static final JavaClasses OPERATORS =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .withImportOption(new OperatorsOnly())
                    .importPackages("io.millrace");

    @Test
    void importsPointUpstream() {
        ArchRule rule =
                layeredArchitecture()
                        .consideringOnlyDependenciesInLayers()
                        .layer("retry")
                        .definedBy("io.millrace.retry..")
                        .layer("trigger")
                        .definedBy("io.millrace.trigger..")
                        .layer("row")
                        .definedBy("io.millrace.row..")
                        .layer("snapshot")
                        .definedBy("io.millrace.snapshot..")
                        .layer("diff")
                        .definedBy("io.millrace.diff..")
                        .layer("mapping")
                        .definedBy("io.millrace.mapping..")
                        .layer("iterable")
                        .definedBy("io.millrace.iterable..")
                        .layer("outbox")
                        .definedBy("io.millrace.outbox..")
                        .layer("report")
                        .definedBy("io.millrace.report..")
                        .whereLayer("retry")
                        .mayNotAccessAnyLayer()
                        .whereLayer("row")
                        .mayNotAccessAnyLayer()
                        .whereLayer("report")
                        .mayNotBeAccessedByAnyLayer()
                        .whereLayer("outbox")
                        .mayOnlyBeAccessedByLayers("report")
                        .whereLayer("iterable")
                        .mayOnlyBeAccessedByLayers("outbox")
                        .whereLayer("mapping")
                        .mayOnlyBeAccessedByLayers("iterable", "outbox", "report")
                        .whereLayer("diff")
                        .mayOnlyBeAccessedByLayers("mapping", "outbox", "report")
                        .whereLayer("snapshot")
                        .mayOnlyBeAccessedByLayers("diff", "mapping", "outbox", "report");

        rule.check(OPERATORS);
    }

    @Test
    void subRoomsOfTheOutboxImportInOneDirection() {
        ArchRule rule =
                layeredArchitecture()
                        .consideringOnlyDependenciesInLayers()
                        .layer("pending")
                        .definedBy("io.millrace.outbox.pending..")
                        .layer("pace")
                        .definedBy("io.millrace.outbox.pace..")
                        .layer("send")
                        .definedBy("io.millrace.outbox.send..")
                        .layer("settle")
                        .definedBy("io.millrace.outbox.settle..")
                        .layer("removal")
                        .definedBy("io.millrace.outbox.removal..")
                        .whereLayer("pending")
                        .mayNotAccessAnyLayer()
                        .whereLayer("pace")
                        .mayNotAccessAnyLayer()
                        .whereLayer("send")
                        .mayOnlyAccessLayers("pending", "pace")
                        .whereLayer("settle")
                        .mayOnlyAccessLayers("pending")
                        .whereLayer("removal")
                        .mayOnlyAccessLayers("pending");

        rule.check(OPERATORS);
    }

    @Test
    void subRoomsOfTheOutboxDoNotImportTheOutbox() {
        ArchRule rule =
                noClasses()
                        .that()
                        .resideInAPackage("io.millrace.outbox.*..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.millrace.outbox");

        rule.check(OPERATORS);
    }

    @Test
    void encodedValuesDoNotImportRows() {
        ArchRule rule =
                noClasses()
                        .that()
                        .resideInAPackage("io.millrace.row.value..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.millrace.row");

        rule.check(OPERATORS);
    }

    @Test
    void connectorsImportTheSnapshotStageAndItDoesNotImportThem() {
        ArchRule rule =
                noClasses()
                        .that()
                        .resideInAPackage("io.millrace.snapshot")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.millrace.snapshot.*..");

        rule.check(OPERATORS);
    }

    @Test
    void connectorsDoNotImportEachOther() {
        ArchRule files =
                noClasses()
                        .that()
                        .resideInAPackage("io.millrace.snapshot.files..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.millrace.snapshot.warehouse..");
        ArchRule warehouse =
                noClasses()
                        .that()
                        .resideInAPackage("io.millrace.snapshot.warehouse..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.millrace.snapshot.files..");

        files.check(OPERATORS);
        warehouse.check(OPERATORS);
    }

    @Test
    void fileFormatsDoNotImportTheFilesConnector() {
        ArchRule rule =
                noClasses()
                        .that()
                        .resideInAPackage("io.millrace.snapshot.files.format..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.millrace.snapshot.files");

        rule.check(OPERATORS);
    }

    @Test
    void roomsOfTheWarehouseConnectorImportOneWay() {
        String warehouse = "io.millrace.snapshot.warehouse";
        ArchRule rule =
                layeredArchitecture()
                        .consideringOnlyDependenciesInLayers()
                        .layer("column")
                        .definedBy(warehouse + ".column")
                        .layer("dialect")
                        .definedBy(warehouse + ".dialect")
                        .layer("postgres")
                        .definedBy(warehouse + ".dialect.postgres")
                        .layer("range")
                        .definedBy(warehouse + ".range")
                        .layer("warehouse")
                        .definedBy(warehouse)
                        .whereLayer("warehouse")
                        .mayNotBeAccessedByAnyLayer()
                        .whereLayer("range")
                        .mayOnlyBeAccessedByLayers("warehouse")
                        .whereLayer("postgres")
                        .mayOnlyBeAccessedByLayers("warehouse")
                        .whereLayer("dialect")
                        .mayOnlyBeAccessedByLayers("postgres", "range", "warehouse");

        rule.check(OPERATORS);
    }

    @Test
    void theReportImportsTheLedgerAndBothTheWordsOfARun() {
        ArchRule rule =
                layeredArchitecture()
                        .consideringOnlyDependenciesInLayers()
                        .layer("stage")
                        .definedBy("io.millrace.report")
                        .layer("ledger")
                        .definedBy("io.millrace.report.ledger")
                        .layer("run")
                        .definedBy("io.millrace.report.run")
                        .whereLayer("stage")
                        .mayNotBeAccessedByAnyLayer()
                        .whereLayer("ledger")
                        .mayOnlyBeAccessedByLayers("stage");

        rule.check(OPERATORS);
    }

    @Test
    void subRoomsOfTheMappingImportNeitherTheMappingNorEachOther() {
        ArchRule fields =
                noClasses()
                        .that()
                        .resideInAPackage("io.millrace.mapping.field")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("io.millrace.mapping", "io.millrace.mapping.operation");
        ArchRule operations =
                noClasses()
                        .that()
                        .resideInAPackage("io.millrace.mapping.operation")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("io.millrace.mapping", "io.millrace.mapping.field");

        fields.check(OPERATORS);
        operations.check(OPERATORS);
    }

    @Test
    void nothingOfProductionKnowsTheSandbox() {
        ArchRule rule =
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.millrace.sandbox..");

        rule.check(OPERATORS);
    }

    /** Classes of this module: the others have rules of their own. */
    static final class OperatorsOnly implements ImportOption {

        private static final Set<String> STAGES =
                Set.of(
                        "row",
                        "trigger",
                        "snapshot",
                        "diff",
                        "mapping",
                        "iterable",
                        "outbox",
                        "report",
                        "retry");

        @Override
        public boolean includes(Location location) {
            return STAGES.stream().anyMatch(stage -> location.contains("/io/millrace/" + stage));
        }
    }
}
