/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import static io.millrace.snapshot.warehouse.PostgresFixture.columns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.snapshot.IncompleteSourceException;
import io.millrace.snapshot.RelationChanges;
import io.millrace.snapshot.warehouse.range.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When rows that a read of PostgreSQL does not return count as removed. */
@Timeout(60)
class WholeReadingITCase {

    @RegisterExtension static final PostgresFixture POSTGRES = new PostgresFixture();

    private static final RowType ID = columns("id", DataTypes.INT());

    @BeforeAll
    static void createTables() throws Exception {
        String port = POSTGRES.url().replaceAll(".*:(\\d+)/.*", "$1");
        POSTGRES.run(
                "CREATE TABLE stored (id int PRIMARY KEY)",
                "INSERT INTO stored SELECT generate_series(1, 1000)",
                "CREATE ROLE reader LOGIN",
                "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader",
                "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO reader",
                "CREATE EXTENSION postgres_fdw",
                "CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'localhost',"
                        + " port '"
                        + port
                        + "', dbname 'postgres')",
                "CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS (user 'postgres',"
                        + " password_required 'false')",
                "CREATE FOREIGN TABLE away (id int NOT NULL) SERVER far OPTIONS"
                        + " (table_name 'stored')",
                "CREATE VIEW over_away AS SELECT id FROM away WHERE id > 0",
                "CREATE TABLE mixed (id int) PARTITION BY RANGE (id)",
                "CREATE TABLE mixed_near PARTITION OF mixed FOR VALUES FROM (2000) TO (3000)",
                "CREATE FOREIGN TABLE mixed_far PARTITION OF mixed FOR VALUES FROM (0) TO (2000)"
                        + " SERVER far OPTIONS (table_name 'stored')",
                "ANALYZE away");
    }

    private static WarehouseTable read(String... options) {
        return POSTGRES.table(ID, List.of("id"), options);
    }

    private static WarehouseTable asReader(String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("url", POSTGRES.url().replace("user=postgres", "user=reader")));
        return read(all.toArray(String[]::new));
    }

    private static ReadPlan plan(WarehouseTable table) {
        try (RangePlanner planner = new RangePlanner(table)) {
            return planner.plan();
        }
    }

    @Test
    void allRangesOfAStoredTableShareOneSnapshot() {
        for (String[] what :
                new String[][] {
                    {"table-name", "stored"}, {"query", "SELECT id FROM stored WHERE id > 0"}
                }) {
            ReadPlan one = plan(read(what));
            assertThat(one.snapshot()).isNotEmpty();
            assertThat(one.ranges()).hasSize(1);
            ReadPlan many = plan(read(what[0], what[1], "scan.partition.num", "4"));
            assertThat(many.isOfOneMoment()).isTrue();
            assertThat(many.ranges()).hasSize(4);
        }
    }

    @Test
    void aForeignTableIsReadByOneStatementUnlessTheNumberOfRangesIsSet() {
        for (String[] what :
                new String[][] {
                    {"table-name", "away"},
                    {"table-name", "over_away"},
                    {"table-name", "mixed"},
                    {"query", "SELECT id FROM away UNION ALL SELECT 5000"}
                }) {
            ReadPlan one = plan(read(what));
            assertThat(one.ranges()).as(what[1]).containsExactly(KeyRange.whole());
            assertThat(one.isOfOneMoment()).isTrue();
            ReadPlan many = plan(read(what[0], what[1], "scan.partition.num", "4"));
            assertThat(many.ranges()).as(what[1]).hasSizeGreaterThan(1);
            assertThat(many.isOfOneMoment()).isFalse();
            assertThat(warnings(what[0], what[1], "scan.partition.num", "4"))
                    .anyMatch(
                            warning ->
                                    warning.contains(
                                            "in 4 ranges, each at a moment of its own as"));
            assertThat(warnings(what)).noneMatch(warning -> warning.contains("moment"));
        }
    }

    @Test
    void withoutASharedSnapshotOneStatementIsAWholeRead() {
        WarehouseTable table = read("table-name", "stored", "scan.shared-snapshot", "false");
        assertThat(plan(table).ranges()).containsExactly(KeyRange.whole());
        assertThat(plan(table).isOfOneMoment()).isTrue();
        assertThat(
                        warnings(
                                "table-name",
                                "stored",
                                "scan.shared-snapshot",
                                "false",
                                "scan.partition.num",
                                "3"))
                .anyMatch(warning -> warning.contains("withholds"));
    }

    private static List<String> warnings(String... options) {
        return WarehouseInspection.problems(POSTGRES.options(options), ID, List.of("id")).stream()
                .map(WarehouseProblem::message)
                .toList();
    }

    @Test
    void rowSecurityIsReportedByTheCheckAndByTheRun() throws Exception {
        POSTGRES.run(
                "CREATE TABLE secret (id int PRIMARY KEY)",
                "CREATE VIEW over_secret AS SELECT * FROM secret",
                "CREATE ROLE keeper",
                "GRANT SELECT ON secret TO keeper",
                "CREATE VIEW kept AS SELECT * FROM secret",
                "ALTER VIEW kept OWNER TO keeper");
        for (String[] what :
                new String[][] {
                    {"table-name", "secret"},
                    {"query", "SELECT id FROM secret"},
                    {"table-name", "kept"}
                }) {
            Map<String, String> before = plan(asReader(what)).relation();
            POSTGRES.run(
                    "ALTER TABLE secret ENABLE ROW LEVEL SECURITY",
                    "CREATE POLICY few ON secret USING (id < 60)");

            Map<String, String> now = plan(asReader(what)).relation();
            assertThat(RelationChanges.between(before, now).orElseThrow())
                    .contains("row security of public.secret was off, is on for role");
            POSTGRES.run("ALTER POLICY few ON secret USING (id < 50)");
            assertThat(RelationChanges.between(now, plan(asReader(what)).relation())).isPresent();
            assertThat(
                            WarehouseInspection.problems(
                                    POSTGRES.options(
                                            what[0],
                                            what[1],
                                            "url",
                                            POSTGRES.url().replace("user=postgres", "user=reader")),
                                    ID,
                                    List.of("id")))
                    .extracting(WarehouseProblem::message)
                    .anyMatch(text -> text.contains("row security is on for public.secret"));
            POSTGRES.run(
                    "DROP POLICY few ON secret", "ALTER TABLE secret DISABLE ROW LEVEL SECURITY");
            assertThat(plan(asReader(what)).relation()).isEqualTo(before);
        }
        POSTGRES.run("ALTER TABLE secret ENABLE ROW LEVEL SECURITY");
        assertThat(warnings("table-name", "secret")).isEmpty();
        assertThat(plan(asReader("table-name", "over_secret")).relation())
                .containsEntry(
                        "row security of public.secret",
                        "on, not for role postgres, policies none");
    }

    @Test
    void aDetachedPartitionIsReportedAndANewOneIsNot() throws Exception {
        POSTGRES.run(
                "CREATE TABLE parts (id int) PARTITION BY RANGE (id)",
                "CREATE TABLE parts_a PARTITION OF parts FOR VALUES FROM (0) TO (60)",
                "CREATE TABLE parts_b PARTITION OF parts FOR VALUES FROM (60) TO (100)");
        Map<String, String> before = plan(read("table-name", "parts")).relation();
        POSTGRES.run("CREATE TABLE parts_c PARTITION OF parts FOR VALUES FROM (100) TO (200)");
        Map<String, String> more =
                plan(read("query", "SELECT id FROM parts WHERE id < 70")).relation();
        assertThat(RelationChanges.between(before, more)).isEmpty();

        POSTGRES.run("ALTER TABLE parts DETACH PARTITION parts_b");
        assertThat(RelationChanges.between(before, plan(read("table-name", "parts")).relation()))
                .hasValue("partition parts_b was attached to public.parts, is gone");
    }

    @Test
    void aQueryMayReadOtherPartitionsOfTheSameTable() throws Exception {
        POSTGRES.run(
                "CREATE TABLE heir (id int NOT NULL)",
                "CREATE TABLE heir_a (CHECK (id < 60)) INHERITS (heir)",
                "CREATE TABLE heir_b (CHECK (id >= 60)) INHERITS (heir)");
        Map<String, String> all = plan(read("query", "SELECT id FROM heir")).relation();
        assertThat(all).containsEntry("partition heir_a", "attached to public.heir");
        assertThat(plan(read("query", "SELECT id FROM heir WHERE id > 99")).relation())
                .isEqualTo(all);
        assertThat(plan(read("table-name", "heir")).relation()).isEqualTo(all);
        assertThat(plan(read("table-name", "heir_b")).relation())
                .as("read on its own")
                .doesNotContainKey("partition heir_a")
                .containsEntry("kind of public.heir_b", "table");
        POSTGRES.run("ALTER TABLE heir_a NO INHERIT heir");
        assertThat(RelationChanges.between(all, plan(read("table-name", "heir")).relation()))
                .hasValue("partition heir_a was attached to public.heir, is gone");
    }

    @Test
    void changesOfKindOwnerAndRoleAreReportedAndANewFileIsNot() throws Exception {
        POSTGRES.run("CREATE TABLE turned (id int PRIMARY KEY)", "CREATE ROLE owner");
        Map<String, String> before = plan(read("table-name", "turned")).relation();
        POSTGRES.run("TRUNCATE turned", "VACUUM FULL turned");
        assertThat(plan(read("table-name", "turned")).relation()).isEqualTo(before);
        assertThat(
                        RelationChanges.between(
                                before, plan(asReader("table-name", "turned")).relation()))
                .hasValue("role was postgres, is reader");
        POSTGRES.run("ALTER TABLE turned OWNER TO owner");
        assertThat(RelationChanges.between(before, plan(read("table-name", "turned")).relation()))
                .hasValue("owner of public.turned was postgres, is owner");
        POSTGRES.run(
                "ALTER TABLE turned RENAME TO base",
                "CREATE VIEW turned AS SELECT * FROM base WHERE id < 3");
        assertThat(
                        RelationChanges.between(
                                        before, plan(read("table-name", "turned")).relation())
                                .orElseThrow())
                .contains("kind of public.turned was table, is view");
    }

    @Test
    void changesDuringTheReadAreReported() throws Exception {
        POSTGRES.run("CREATE TABLE during (id int PRIMARY KEY)");
        try (RangePlanner planner = new RangePlanner(asReader("table-name", "during"))) {
            ReadPlan plan = planner.plan();
            assertThat(planner.changesSince(plan)).isEmpty();
            POSTGRES.run("ALTER TABLE during ENABLE ROW LEVEL SECURITY");

            assertThat(planner.changesSince(plan).orElseThrow())
                    .contains("row security of public.during was off");
        }
    }

    @Test
    void aTableIsReadOnlyWhenItIsComplete() throws Exception {
        POSTGRES.run(
                "CREATE TABLE filling (id int PRIMARY KEY)",
                "CREATE TABLE loads (done boolean)",
                "INSERT INTO loads VALUES (false)");
        String[] options = {
            "table-name", "filling", "scan.complete-when", "SELECT done FROM loads"
        };
        assertThatThrownBy(() -> plan(read(options)))
                .isInstanceOf(IncompleteSourceException.class)
                .hasMessageContaining("table filling is not complete", "gave false");
        POSTGRES.run("UPDATE loads SET done = NULL");
        assertThatThrownBy(() -> plan(read(options))).hasMessageContaining("gave NULL");
        POSTGRES.run("UPDATE loads SET done = true");
        try (RangePlanner planner = new RangePlanner(read(options))) {
            ReadPlan plan = planner.plan();
            POSTGRES.run("UPDATE loads SET done = false");
            assertThat(planner.changesSince(plan)).as("evaluated in the snapshot").isEmpty();
        }
        POSTGRES.run("UPDATE loads SET done = true");
        WarehouseTable present =
                read(
                        "table-name",
                        "filling",
                        "scan.complete-when",
                        "SELECT done FROM loads",
                        "scan.shared-snapshot",
                        "false");
        try (RangePlanner planner = new RangePlanner(present)) {
            ReadPlan plan = planner.plan();
            POSTGRES.run("UPDATE loads SET done = false");
            assertThatThrownBy(() -> planner.changesSince(plan))
                    .as("evaluated before and after the read")
                    .isInstanceOf(IncompleteSourceException.class);
        }
    }

    @Test
    void aCompletenessQueryThatReturnsNoBooleanIsAProblem() {
        assertThat(warnings("table-name", "stored", "scan.complete-when", "SELECT true")).isEmpty();
        assertThat(warnings("table-name", "stored", "scan.complete-when", "SELECT 'x'"))
                .singleElement()
                .asString()
                .contains("must give one boolean, gave a value of type text");
        assertThat(warnings("table-name", "stored", "scan.complete-when", "SELECT true, false"))
                .singleElement()
                .asString()
                .contains("gave 2 columns");
        assertThat(
                        warnings(
                                "table-name",
                                "stored",
                                "scan.complete-when",
                                "SELECT done FROM nowhere"))
                .singleElement()
                .asString()
                .contains("can't run 'scan.complete-when' of", "nowhere");
    }
}
