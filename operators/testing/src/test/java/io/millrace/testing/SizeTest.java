/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Files and methods are short. The ones that are longer are listed here. */
class SizeTest {

    private static final int MOST_LINES_OF_A_FILE = 350;
    private static final int MOST_LINES_OF_A_METHOD = 40;

    /** Each is one subject; a file that becomes short leaves the list. */
    private static final Set<String> LONG_FILES =
            Set.of(
                    "AtMostOnceTest",
                    "ColumnEncodersITCase",
                    "DeletedDestinationITCase",
                    "DiffOperator",
                    "DiffOperatorTest",
                    "EndpointSample",
                    "EverySyncTypeITCase",
                    "ExtractCache",
                    "IterableAnswersITCase",
                    "LedgerContract",
                    "OutboxOperatorTest",
                    "PageRangesITCase",
                    "ProblemTextTest",
                    "RefusedRowsTest",
                    "RepeatingEnumerator",
                    "RepeatingEnumeratorTest",
                    "RepeatingSourceITCase",
                    "ReportOperatorTest",
                    "ResponseClassifierTest",
                    "RunCommandITCase",
                    "SnapshotDiffITCase",
                    "SourceFailuresITCase",
                    "SqlOracleITCase",
                    "SyncSetupITCase",
                    "SyncTypesTest",
                    "WithheldRemovalsTest");

    /** Mostly lists that read from top to bottom: options, topologies, tables of cases. */
    private static final Set<String> LONG_METHODS =
            Set.of(
                    "ArrayElements.parsed",
                    "BlockTest.theLayoutIsPinned",
                    "ColumnEncodersITCase.columnsOfEveryType",
                    "ColumnEncodersITCase.commonTypesAreEncodedFromTheServersBytes",
                    "ColumnEncodersITCase.compare",
                    "ColumnEncodersITCase.numbers",
                    "CommerceItemsTest.wrongItemsAreFaults",
                    "ConflictKeys.claims",
                    "ConvergenceITCase.iterableConvergesToTheModel",
                    "ConvergingType.held",
                    "DatabaseValuesITCase.aRowWithAValueThatCantBeReadIsRejectedAndTheOthersGoOn",
                    "DeliveryJob.build",
                    "EndpointSample.body",
                    "EndpointSample.effects",
                    "EndpointSample.prepare",
                    "EveryCallITCase.operation",
                    "FieldsITCase.aTextThatLooksLikeADateIsWarnedOfAndLaterTextsAreRejectedWithTheirField",
                    "BacklogITCase.aRunLargerThanTheLimitIsDeliveredWhileTheSourceWaitsAndCheckpointsContinue",
                    "GeoLocationTest.geoLocationsInObjectsAndArraysAreChecked",
                    "HotIdentityITCase.eachRowIsOneEventWhoeverItIsOf",
                    "IterableAnswersITCase.aBatchRefusedForOneRowIsSplitUntilTheRowIsFound",
                    "IterableAnswersITCase.aSyncThatMayNotGoOnStopsUntilItMay",
                    "KeyRangesITCase.aKeyOfEveryComparableTypeIsDividedAndResumed",
                    "MariaDbFixture.beforeAll",
                    "MassRemovalITCase.removalsWaitForApproval",
                    "OptionsTest.defaultsOfEachTypeArePinned",
                    "OutboxITCase.theEndStateIsThatOfTheLastRunWhateverFails",
                    "OutboxITCase.topology",
                    "OutboxOperatorTest.countsAddUpWhenTheOutboxIsRescaledInTheMiddleOfARun",
                    "ParquetRowsTest.singleValuesAreExact",
                    "PostgresEncoders.of",
                    "ReaderChoice.reader",
                    "RequestSchemasTest.mappings",
                    "ReservedWordsTest.aColumnIsNamedWithTheFix",
                    "RunCommandITCase.replacedRowsAreDeletedOnlyWhenThatIsApproved",
                    "SampleOperations.body",
                    "SnapshotDiffITCase.runsAreExactWhateverFails",
                    "SnapshotDiffITCase.start",
                    "SourceFailuresITCase.aReadThatBreaksOffIsGivenUpAndNothingOfItIsSent",
                    "SourceFailuresITCase.aTableThatDiffersFromItsDeclarationFailsTheRunWithAReason",
                    "SourceFailuresITCase.keylessAndDuplicateRowsAreSkippedAndReported",
                    "SqlOracleITCase.start",
                    "StageRulesTest.importsPointUpstream",
                    "SyncConvergenceITCase.iterableConvergesToTheModel",
                    "SyncTypesTest.catalogsHaveItemsByTheirIds",
                    "SyncTypesTest.eachProblemHasAFix",
                    "UserMappingTest.nestedValuesAreWrittenByTheirTypes",
                    "ValuesITCase.cartsWithoutLinesAreEmptiedAndItemsAreAsShopsHaveThem",
                    "WholeReadingITCase.rowSecurityIsReportedByTheCheckAndByTheRun",
                    "WithheldRemovalsTest.everySubtaskDecidesTheSameEvenIfRestoredAtAnyPoint");

    @Test
    void filesAreShort() {
        Set<String> found = new TreeSet<>();
        for (Path file : SourceTree.files(".java")) {
            if (SourceTree.read(file).lines().count() > MOST_LINES_OF_A_FILE) {
                found.add(file.getFileName().toString().replace(".java", ""));
            }
        }

        assertThat(found).isSubsetOf(LONG_FILES);
    }

    @Test
    void methodsAreShort() throws IOException {
        Set<String> found = new TreeSet<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    files.getJavaFileObjectsFromPaths(SourceTree.files(".java")));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new LongMethods(unit, positions, found).scan(unit, null);
            }
        }

        assertThat(found).isSubsetOf(LONG_METHODS);
    }

    /** Collects the methods over the limit, as {@code File.method}. */
    private static final class LongMethods extends TreePathScanner<Void, Void> {

        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final Set<String> found;

        LongMethods(CompilationUnitTree unit, SourcePositions positions, Set<String> found) {
            this.unit = unit;
            this.positions = positions;
            this.found = found;
        }

        @Override
        public Void visitMethod(MethodTree method, Void none) {
            long start = positions.getStartPosition(unit, method);
            long end = positions.getEndPosition(unit, method);
            if (end >= 0 && line(end) - line(start) + 1 > MOST_LINES_OF_A_METHOD) {
                String file = Path.of(unit.getSourceFile().getName()).getFileName().toString();
                found.add(file.replace(".java", "") + "." + method.getName());
            }
            return super.visitMethod(method, none);
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }
}
