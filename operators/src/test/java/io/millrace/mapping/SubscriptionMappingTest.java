/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import static io.millrace.mapping.MappedRows.assertRequires;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.field.ValueSource;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import org.apache.flink.table.api.DataTypes;
import org.junit.jupiter.api.Test;

class SubscriptionMappingTest {

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
    void anAddedRowSubscribesAndARemovedRowUnsubscribes() {
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
}
