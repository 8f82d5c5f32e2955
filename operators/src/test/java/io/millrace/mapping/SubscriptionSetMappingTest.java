/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import static io.millrace.mapping.MappedRows.assertRequires;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericArrayData;
import org.junit.jupiter.api.Test;

class SubscriptionSetMappingTest {

    private static final MappedRows ROWS =
            new MappedRows(
                    IdentifierKind.EMAIL,
                    MappedRows.id(),
                    MappedRows.text("email"),
                    DataTypes.FIELD("topic", DataTypes.INT()),
                    DataTypes.FIELD("lists", DataTypes.ARRAY(DataTypes.BIGINT())),
                    DataTypes.FIELD("left", DataTypes.ARRAY(DataTypes.INT())));

    @Test
    void aRowReplacesAllSubscriptionsAndANullArrayIsOmitted() {
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
}
