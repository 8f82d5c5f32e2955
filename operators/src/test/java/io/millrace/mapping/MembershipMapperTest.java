/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import static io.millrace.mapping.MappedRows.assertRequires;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.field.FieldValue;
import io.millrace.mapping.field.NullPolicy;
import io.millrace.mapping.field.ValueSource;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericArrayData;
import org.junit.jupiter.api.Test;

/** Lists and subscriptions. */
class MembershipMapperTest {

    private static final MappedRows ROWS =
            new MappedRows(
                    IdentifierKind.EMAIL,
                    MappedRows.id(),
                    MappedRows.text("email"),
                    DataTypes.FIELD("topic", DataTypes.INT()),
                    DataTypes.FIELD("lists", DataTypes.ARRAY(DataTypes.BIGINT())),
                    DataTypes.FIELD("left", DataTypes.ARRAY(DataTypes.INT())));
    private static final String ID = "{\"email\":\"a@example.com\"}";

    @Test
    void aRowIsOnTheListWhileItIsThere() {
        ListMapping mapping = list(Map.of("topic", new FieldValue.Column(2)), true);

        Operation added = ROWS.added(mapping, 1L, "a@example.com", 3, null, null);
        Operation removed = ROWS.removed(mapping, 1L, "a@example.com", 3, null, null);

        assertRequires(
                added,
                OperationKind.ADD_TO_LIST,
                "{\"email\":\"a@example.com\",\"dataFields\":{\"topic\":3}}");
        assertThat(added.target()).isEmpty();
        assertThat(ROWS.changed(mapping, 1L, "a@example.com", 4, null, null).amends()).isFalse();
        assertRequires(removed, OperationKind.REMOVE_FROM_LIST, ID);
        assertThat(removed.target()).isEmpty();
    }

    @Test
    void whoTheRowNamedBeforeIsRemovedAsIfTheRowWereGone() {
        ListMapping list = list(Map.of(), true);
        SubscriptionMapping topic =
                new SubscriptionMapping("messageType", new ValueSource.Column(2));

        Operation left = ROWS.moved(list, 1L, "a@example.com", 3, null, null);
        Operation ended = ROWS.moved(topic, 1L, "a@example.com", 3, null, null);

        assertRequires(left, OperationKind.REMOVE_FROM_LIST, ID);
        assertThat(left.identifier()).isEqualTo("a@example.com");
        assertThat(left.key()).isEqualTo("id=1");
        assertRequires(ended, OperationKind.UNSUBSCRIBE, ID);
        assertThat(ended.target()).isEqualTo("messageType/3");
    }

    @Test
    void knownUsersOnlyIsAKindOfItsOwnAndNoFieldsAreNoObject() {
        assertRequires(
                ROWS.added(list(Map.of(), false), 1L, "a@example.com", 3, null, null),
                OperationKind.ADD_KNOWN_TO_LIST,
                ID);
    }

    @Test
    void aRowIsOneSubscriptionWhileItIsThere() {
        SubscriptionMapping mapping =
                new SubscriptionMapping("messageType", new ValueSource.Column(2));

        Operation added = ROWS.added(mapping, 1L, "a@example.com", 3, null, null);
        Operation removed = ROWS.removed(mapping, 1L, "a@example.com", 3, null, null);

        assertRequires(added, OperationKind.SUBSCRIBE, ID);
        assertThat(added.target()).isEqualTo("messageType/3");
        assertRequires(removed, OperationKind.UNSUBSCRIBE, ID);
        assertThat(removed.target()).isEqualTo("messageType/3");
        assertThat(ROWS.added(mapping, 1L, "a@example.com", null, null, null).fault())
                .isEqualTo("column 'topic': is null or blank");
    }

    @Test
    void aRowIsAllSubscriptionsAndNullLeavesThemAlone() {
        Map<String, Integer> arrays = new LinkedHashMap<>();
        arrays.put("emailListIds", 3);
        arrays.put("unsubscribedChannelIds", 4);
        GenericArrayData lists = new GenericArrayData(new Object[] {7L, 8L});

        assertRequires(
                ROWS.added(
                        new SubscriptionSetMapping(arrays, true),
                        1L,
                        "a@example.com",
                        3,
                        lists,
                        null),
                OperationKind.REPLACE_SUBSCRIPTIONS,
                "{\"email\":\"a@example.com\",\"emailListIds\":[7,8]}");
        assertRequires(
                ROWS.added(
                        new SubscriptionSetMapping(arrays, false),
                        1L,
                        "a@example.com",
                        3,
                        null,
                        new GenericArrayData(new Object[0])),
                OperationKind.REPLACE_SUBSCRIPTIONS,
                "{\"email\":\"a@example.com\",\"unsubscribedChannelIds\":[],"
                        + "\"validateChannelAlignment\":false}");
        assertThat(
                        ROWS.added(
                                        new SubscriptionSetMapping(arrays, true),
                                        1L,
                                        "a@example.com",
                                        3,
                                        new GenericArrayData(new Object[] {null}),
                                        null)
                                .fault())
                .isEqualTo("column 'lists': holds a null");
    }

    private static ListMapping list(Map<String, FieldValue> fields, boolean creates) {
        return new ListMapping(
                new FieldValue.Nested(fields), NullPolicy.SEND, false, false, creates);
    }
}
