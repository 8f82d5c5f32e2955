/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import static io.millrace.mapping.MappedRows.assertRequires;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.field.FieldValue;
import io.millrace.mapping.field.ValueSource;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.junit.jupiter.api.Test;

class EventMappingTest {

    private static final MappedRows ROWS =
            new MappedRows(
                    IdentifierKind.USER_ID,
                    MappedRows.id(),
                    MappedRows.text("user"),
                    MappedRows.text("name"),
                    DataTypes.FIELD("at", DataTypes.TIMESTAMP_LTZ(3)),
                    MappedRows.text("event_id"),
                    DataTypes.FIELD("campaign", DataTypes.INT()));
    private static final TimestampData AT = TimestampData.fromEpochMillis(1_600_000_000_500L);
    private static final EventTraits BARE = traits("orders", EventTraits.NO_COLUMN);

    @Test
    void everyTraitComesFromItsColumn() {
        EventMapping mapping =
                new EventMapping(
                        new EventTraits("orders", 4, 3, 5, EventTraits.NO_COLUMN),
                        new ValueSource.Column(2),
                        new FieldValue.Nested(Map.of("n", new FieldValue.Column(0))));

        assertRequires(
                ROWS.added(mapping, 7L, "u7", "Placed", AT, "e-7", 12),
                OperationKind.TRACK_EVENT,
                "{\"userId\":\"u7\",\"eventName\":\"Placed\",\"id\":\"e-7\",\"createdAt\":1600000000,"
                        + "\"campaignId\":12,\"dataFields\":{\"n\":7}}");
    }

    /** Another id would double the events of everyone who upgrades. */
    @Test
    void theGeneratedIdNeverChanges() {
        assertRequires(
                ROWS.added(placed(BARE), 7L, "u7", "x", null, null, null),
                OperationKind.TRACK_EVENT,
                "{\"userId\":\"u7\",\"eventName\":\"Placed\",\"id\":\"46b203fa1d6cd23067c38d7b017fdbd6\","
                        + "\"createdAt\":1586786649,\"dataFields\":{}}");
    }

    @Test
    void theIdIsTheSameWheneverTheRowIsSent() {
        String first = id(ROWS.added(placed(BARE), 7L, "u7", "x", null, null, null));

        assertThat(id(ROWS.changed(placed(BARE), 7L, "u8", "y", AT, "z", 1))).isEqualTo(first);
        assertThat(first).matches("[A-Za-z0-9-]+");
    }

    @Test
    void theIdDiffersByKeyEventAndSync() {
        assertThat(
                        List.of(
                                id(ROWS.added(placed(BARE), 7L, "u", "x", null, null, null)),
                                id(ROWS.added(placed(BARE), 8L, "u", "x", null, null, null)),
                                id(
                                        ROWS.added(
                                                placed(traits("other", EventTraits.NO_COLUMN)),
                                                7L,
                                                "u",
                                                "x",
                                                null,
                                                null,
                                                null)),
                                id(
                                        ROWS.added(
                                                new EventMapping(
                                                        BARE,
                                                        new ValueSource.Fixed("Paid"),
                                                        new FieldValue.Nested(Map.of())),
                                                7L,
                                                "u",
                                                "x",
                                                null,
                                                null,
                                                null))))
                .doesNotHaveDuplicates();
    }

    @Test
    void anIdWithOtherCharactersIsAFault() {
        assertThat(fault(ROWS.added(placed(traits("orders", 4)), 7L, "u7", "x", AT, "a_1", 1)))
                .isEqualTo(
                        "column 'event_id': 'a_1' can't be an event id: those are letters, digits"
                                + " and hyphens");
        assertThat(fault(ROWS.added(placed(traits("orders", 4)), 7L, "u7", "x", AT, null, 1)))
                .isEqualTo("column 'event_id': is null or blank");
    }

    @Test
    void aTimeMayBeADayOrAWholeNumberOfSecondsOrMilliseconds() {
        assertThat(createdAt(DataTypes.DATE(), 18_365)).contains("\"createdAt\":1586736000,");
        assertThat(createdAt(DataTypes.BIGINT(), 1_586_786_649L))
                .contains("\"createdAt\":1586786649,");
        assertThat(createdAt(DataTypes.BIGINT(), 1_586_786_649_999L))
                .contains("\"createdAt\":1586786649,");
        assertThat(createdAt(DataTypes.DATE(), -1))
                .isEqualTo("column 'at': 1969-12-31 is not a time from 1970 to 9999");
        assertThat(createdAt(DataTypes.BIGINT(), -1L))
                .isEqualTo("column 'at': -1 is not a time from 1970 to 9999");
        assertThat(createdAt(DataTypes.BIGINT(), 1_586_786_649_999_999L))
                .isEqualTo("column 'at': 1586786649999999 is not a time from 1970 to 9999");
    }

    /** The body, or the fault. */
    private static String createdAt(DataType type, Object value) {
        MappedRows rows =
                new MappedRows(
                        IdentifierKind.USER_ID,
                        MappedRows.id(),
                        MappedRows.text("user_id"),
                        DataTypes.FIELD("at", type));
        EventMapping mapping =
                new EventMapping(
                        new EventTraits(
                                "orders",
                                EventTraits.NO_COLUMN,
                                2,
                                EventTraits.NO_COLUMN,
                                EventTraits.NO_COLUMN),
                        new ValueSource.Fixed("Placed"),
                        new FieldValue.Nested(Map.of()));
        Operation operation = rows.added(mapping, 7L, "u7", value);
        return operation.fault().isEmpty() ? MappedRows.body(operation) : operation.fault();
    }

    @Test
    void aTimeThatIsInfiniteOrBefore1970IsAFault() {
        EventMapping mapping =
                new EventMapping(
                        new EventTraits(
                                "orders",
                                EventTraits.NO_COLUMN,
                                3,
                                EventTraits.NO_COLUMN,
                                EventTraits.NO_COLUMN),
                        new ValueSource.Fixed("Placed"),
                        new FieldValue.Nested(Map.of()));
        TimestampData infinity = TimestampData.fromEpochMillis(Integer.MAX_VALUE * 86_400_000L);

        assertThat(fault(ROWS.added(mapping, 7L, "u7", "x", infinity, "a", 1)))
                .startsWith("column 'at': ")
                .endsWith(" is not a time from 1970 to 9999");
        assertThat(
                        fault(
                                ROWS.added(
                                        mapping,
                                        7L,
                                        "u7",
                                        "x",
                                        TimestampData.fromEpochMillis(-1),
                                        "a",
                                        1)))
                .isEqualTo("column 'at': 1969-12-31T23:59:59.999 is not a time from 1970 to 9999");
    }

    @Test
    void anEventWithoutANameIsAFault() {
        EventMapping mapping =
                new EventMapping(BARE, new ValueSource.Column(2), new FieldValue.Nested(Map.of()));

        assertThat(fault(ROWS.added(mapping, 7L, "u7", " ", AT, "a", 1)))
                .isEqualTo("column 'name': is null or blank");
    }

    @Test
    void aRemovedRowKeepsItsEvent() {
        assertThat(ROWS.removed(placed(BARE), 7L, "u7", "x", AT, "a", 1).kind())
                .isEqualTo(OperationKind.WITHDRAW);
    }

    private static EventTraits traits(String sync, int id) {
        return new EventTraits(
                sync, id, EventTraits.NO_COLUMN, EventTraits.NO_COLUMN, EventTraits.NO_COLUMN);
    }

    private static EventMapping placed(EventTraits traits) {
        return new EventMapping(
                traits, new ValueSource.Fixed("Placed"), new FieldValue.Nested(Map.of()));
    }

    private static String id(Operation operation) {
        return MappedRows.json(MappedRows.body(operation)).path("id").asText();
    }

    private static String fault(Operation operation) {
        assertThat(operation.body()).isEmpty();
        return operation.fault();
    }
}
