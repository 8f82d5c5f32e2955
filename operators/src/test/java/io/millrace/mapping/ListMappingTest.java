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
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.junit.jupiter.api.Test;

class ListMappingTest {

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
    void anAddedRowJoinsTheListAndARemovedRowLeavesIt() {
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
    void aFormerIdentityIsRemovedLikeARemovedRow() {
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
    void knownUsersHaveTheirOwnKindAndNoFieldsMeanNoObject() {
        assertRequires(
                ROWS.added(list(Map.of(), false), 1L, "a@example.com", 3, null, null),
                OperationKind.ADD_KNOWN_TO_LIST,
                ID);
    }

    private static ListMapping list(Map<String, FieldValue> fields, boolean creates) {
        return new ListMapping(
                new FieldValue.Nested(fields), NullPolicy.SEND, false, false, creates);
    }
}
