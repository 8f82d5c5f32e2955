/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.diff.FirstRun;
import io.millrace.job.definition.Folder;
import io.millrace.job.definition.option.ProjectType;
import io.millrace.job.plan.Plan;
import io.millrace.job.plan.SyncPlan;
import io.millrace.mapping.UserMapping;
import io.millrace.mapping.field.FieldType;
import io.millrace.mapping.field.FieldValue;
import io.millrace.mapping.field.NullPolicy;
import io.millrace.row.IdentifierKind;
import io.millrace.snapshot.RunGuard;
import io.millrace.trigger.Trigger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlanResolverTest {

    private static final String SYNC = "syncs/customers.yaml";
    private static final String FULL =
            """
            model: customers
            type: users
            identifier: {userId: id}
            schedule: every 2 h
            nulls: omit
            merge-nested-objects: true
            removal-limit: 10%
            mappings:
              name: {first: first_name}
              age: age
              email: email
            static:
              name: {title: none}
              tags: [a, 1, 2.5, true, null]
            """;

    private static final String OTHER =
            "model: customers\ntype: users\nidentifier: {userId: id}\nschedule: every 2 h\n"
                    + "mappings: {city: city}\n";

    @TempDir private Path path;
    private Folder folder;

    @BeforeEach
    void rightFolder() {
        folder = new Folder(path).file(SYNC, FULL);
    }

    @Test
    void projectAndLedgerHaveTheirDefaults() {
        Plan plan = folder.plan();

        assertThat(plan.project().baseUrl()).isEqualTo(URI.create("https://api.iterable.com"));
        assertThat(plan.project().type()).isEqualTo(ProjectType.HYBRID);
        assertThat(plan.state()).isEqualTo(path.resolve("state"));
        assertThat(plan.ledger().url())
                .isEqualTo("jdbc:h2:file:" + path.resolve("state/ledger") + ";AUTO_SERVER=TRUE");
        assertThat(plan.checkpointInterval()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aSyncMayHaveACeilingOfItsOwn() {
        assertThat(folder.plan().syncs().get(0).requestsPerSecond()).isEmpty();

        folder.file(SYNC, FULL + "requests-per-second: 3\n");

        assertThat(folder.plan().syncs().get(0).requestsPerSecond()).contains(3);
    }

    @Test
    void layoutIsTheKeyThenTheUsedColumnsByName() {
        SyncPlan sync = folder.plan().syncs().get(0);

        assertThat(sync.layout().columns().getFieldNames())
                .containsExactly("id", "age", "email", "first_name");
        assertThat(sync.layout().key()).containsExactly(0);
        assertThat(sync.layout().identifier()).isZero();
        assertThat(sync.layout().identifierKind()).isEqualTo(IdentifierKind.USER_ID);
        assertThat(sync.layout().columns().getChildren()).allMatch(type -> type.isNullable());
    }

    @Test
    void mappingHoldsPositionsAndConstantsInOneTree() {
        SyncPlan sync = folder.plan().syncs().get(0);

        assertThat(((UserMapping) sync.mapping()).dataFields())
                .isEqualTo(
                        new FieldValue.Nested(
                                Map.of(
                                        "name",
                                        new FieldValue.Nested(
                                                Map.of(
                                                        "first", new FieldValue.Column(3),
                                                        "title",
                                                                new FieldValue.Static("\"none\""))),
                                        "age",
                                        new FieldValue.Column(1),
                                        "email",
                                        new FieldValue.Column(2, FieldType.EMAIL),
                                        "tags",
                                        new FieldValue.Static("[\"a\",1,2.5,true,null]"))));
        assertThat(((UserMapping) sync.mapping()).nulls()).isEqualTo(NullPolicy.OMIT);
        assertThat(((UserMapping) sync.mapping()).mergeNestedObjects()).isTrue();
        assertThat(sync.trigger()).isEqualTo(new Trigger.Every(Duration.ofHours(2)));
        assertThat(sync.guard()).isEqualTo(new RunGuard.NotEmpty(false));
    }

    @Test
    void compositeKeyKeepsItsOrder() {
        folder.file(
                "models/customers.sql",
                folder.table("customers").replace("PRIMARY KEY (id)", "PRIMARY KEY (email, id)"));

        assertThat(folder.plan().syncs().get(0).layout().keyNames()).containsExactly("email", "id");
    }

    @Test
    void aDisabledSyncIsPausedAndMustBeRight() {
        folder.file("syncs/off.yaml", OTHER + "enabled: false\n");

        assertThat(folder.plan().syncs()).extracting(SyncPlan::name).containsExactly("customers");
        assertThat(folder.plan().paused()).extracting(SyncPlan::name).containsExactly("off");
        folder.file(
                "syncs/off.yaml", OTHER.replace("city: city", "city: old") + "enabled: false\n");
        assertThat(folder.problems())
                .hasSize(2)
                .anyMatch(problem -> problem.contains("column 'old' is not in model"))
                .anyMatch(problem -> problem.contains("enabled  warning: a disabled sync stays"))
                .anyMatch(problem -> problem.contains("or remove the file"));
    }

    @Test
    void aRenamedSyncKeepsItsFirstNameForItsState() {
        folder.file("syncs/renamed.yaml", OTHER + "was: old\n");

        assertThat(folder.plan().syncs())
                .extracting(SyncPlan::name, SyncPlan::stateName)
                .containsExactly(tuple("customers", "customers"), tuple("renamed", "old"));
    }

    @ParameterizedTest
    @CsvSource({
        "renamed, is the current name of the sync",
        "customers, belongs to syncs/customers.yaml",
        "older, belongs to syncs/other.yaml",
        "syncs/old.yaml, must be the name of a sync"
    })
    void aFirstNameIsThatOfNoOtherSync(String was, String message) {
        folder.file("syncs/other.yaml", OTHER + "was: older\nenabled: false\n");
        folder.file(
                "syncs/renamed.yaml",
                OTHER.replace("city: city", "town: city") + "was: " + was + "\n");

        assertThat(folder.problems())
                .singleElement()
                .asString()
                .startsWith("syncs/renamed.yaml:")
                .contains("  was  ")
                .contains(message);
    }

    @Test
    void theFirstRunOfTriggersIsAdoptedByDefault() {
        String triggers =
                "model: customers\ntype: triggers\nchannel: email\ncampaign-id: 9\n"
                        + "schedule: every 1 min\nidentifier: {email: email}\n";
        folder.file(SYNC, triggers);
        assertThat(folder.plan().syncs().get(0).firstRun()).isEqualTo(FirstRun.ADOPT);
        folder.file(SYNC, triggers + "first-run: send\n");
        assertThat(folder.plan().syncs().get(0).firstRun()).isEqualTo(FirstRun.SEND);
        folder.file(SYNC, FULL);
        assertThat(folder.plan().syncs().get(0).firstRun()).isEqualTo(FirstRun.SEND);
    }

    @Test
    void aListThatIsEmptiedIsNotAdopted() {
        folder.file(
                SYNC,
                "model: customers\ntype: lists\nlist: {id: 7}\nrefill: spring\n"
                        + "schedule: every 1 min\nidentifier: {email: email}\nfirst-run: adopt\n");

        assertThat(folder.problems())
                .singleElement()
                .asString()
                .contains("first-run  'adopt' sends no rows, and 'refill' empties the list");
    }

    /** Another number would send every row of every user again. */
    @Test
    void fingerprintIsPinned() {
        assertThat(fingerprint(FULL)).isEqualTo(-8042184849785081040L);
    }

    @Test
    void fingerprintIgnoresWhatSendsTheSame() {
        String reordered =
                FULL.replace("  age: age\n  email: email\n", "  email: email\n  age: age\n")
                        .replace("every 2 h", "every 1 day")
                        .replace("10%", "20%");

        assertThat(fingerprint(reordered)).isEqualTo(fingerprint(FULL));
    }

    @Test
    void fingerprintChangesWithAllThatIsSent() {
        List<String> edits =
                List.of(
                        FULL.replace("age: age", "years: age"),
                        FULL.replace("age: age", "age: id"),
                        FULL.replace("nulls: omit", "nulls: send"),
                        FULL.replace("objects: true", "objects: false"),
                        FULL.replace("title: none", "title: some"),
                        FULL.replace("userId: id", "userId: first_name"));

        assertThat(edits)
                .extracting(this::fingerprint)
                .doesNotHaveDuplicates()
                .doesNotContain(fingerprint(FULL));
    }

    private long fingerprint(String sync) {
        return folder.file(SYNC, sync).plan().syncs().get(0).mappingFingerprint();
    }
}
