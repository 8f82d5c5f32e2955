/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import static io.millrace.mapping.MappedRows.assertAsks;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.snapshot.IdentifierKind;
import java.math.BigDecimal;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommerceMapperTest {

    private static final MappedRows TEXT_ITEMS =
            new MappedRows(
                    IdentifierKind.EMAIL,
                    MappedRows.id(),
                    MappedRows.text("email"),
                    MappedRows.text("items"),
                    DataTypes.FIELD("total", DataTypes.BIGINT()));
    private static final MappedRows ROW_ITEMS =
            new MappedRows(
                    IdentifierKind.EMAIL,
                    MappedRows.id(),
                    MappedRows.text("email"),
                    DataTypes.FIELD(
                            "items",
                            DataTypes.ARRAY(
                                    DataTypes.ROW(
                                            DataTypes.FIELD("id", DataTypes.BIGINT()),
                                            MappedRows.text("name"),
                                            DataTypes.FIELD("price", DataTypes.DECIMAL(10, 2)),
                                            DataTypes.FIELD("quantity", DataTypes.INT()),
                                            MappedRows.text("sku")))));
    private static final String USER = "\"user\":{\"email\":\"a@example.com\"}";

    @Test
    void itemsOfAnArrayOfRowsHaveTheTypesOfIterable() {
        GenericArrayData items =
                new GenericArrayData(
                        new Object[] {
                            GenericRowData.of(
                                    5L,
                                    StringData.fromString("Tea"),
                                    DecimalData.fromBigDecimal(new BigDecimal("3.50"), 10, 2),
                                    2,
                                    null)
                        });

        Operation operation =
                ROW_ITEMS.added(
                        new CartMapping(2, false, Removal.NOTHING), 1L, "a@example.com", items);

        assertAsks(
                operation,
                OperationKind.UPDATE_CART,
                "{"
                        + USER
                        + ",\"items\":[{\"id\":\"5\",\"name\":\"Tea\",\"price\":3.5,\"quantity\":2}]}");
        assertThat(MappedRows.body(operation)).contains("\"price\":3.5,\"quantity\":2}");
    }

    @Test
    void itemsOfATextAreTheSame() {
        Operation operation =
                TEXT_ITEMS.added(
                        cart(Removal.NOTHING),
                        1L,
                        "a@example.com",
                        "[{\"id\": 5, \"name\": \"Tea\", \"price\": 3, \"quantity\": 2.0,"
                                + " \"dataFields\": {\"origin\": \"Uji\"}}]",
                        0L);

        assertAsks(
                operation,
                OperationKind.UPDATE_CART,
                "{"
                        + USER
                        + ",\"items\":[{\"id\":\"5\",\"name\":\"Tea\",\"price\":3.0,\"quantity\":2,"
                        + "\"dataFields\":{\"origin\":\"Uji\"}}]}");
        assertThat(MappedRows.body(operation)).contains("\"price\":3.0,\"quantity\":2,");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "NULL",
            value = {
                "NULL | column 'items': is null",
                "[1 | column 'items': is no JSON:",
                "[] x | column 'items': is no JSON:",
                "{} | column 'items': is no JSON array of items",
                "[{\"id\":1,\"name\":\"a\",\"price\":1e999999999,\"quantity\":1}] | column 'items': item 1 has a"
                        + " price that is out of all reason:",
                "[1] | column 'items': item 1 is no object",
                "[{\"id\":1,\"name\":\"a\",\"price\":1}] | column 'items': item 1 has no quantity",
                "[{\"id\":1,\"name\":\"a\",\"price\":\"1\",\"quantity\":1}] | column 'items': item 1 has a price"
                        + " that is no number: \"1\"",
                "[{\"id\":1,\"name\":\"a\",\"price\":1,\"quantity\":1.5}] | column 'items': item 1 has a"
                        + " quantity that is no whole number: 1.5",
                "[{\"id\":1,\"name\":\"a\",\"price\":1,\"quantity\":1,\"color\":\"red\"}] | column 'items':"
                        + " item 1 has 'color', which Iterable doesn't know; put it under dataFields",
                "[{\"id\":{},\"name\":\"a\",\"price\":1,\"quantity\":1}] | column 'items': item 1 has no text"
                        + " as id",
            })
    void wrongItemsAreFaults(String items, String fault) {
        assertThat(TEXT_ITEMS.added(cart(Removal.NOTHING), 1L, "a@example.com", items, 0L).fault())
                .startsWith(fault);
    }

    @Test
    void aPurchaseHasAnIdATimeAndATotalWithAPoint() {
        PurchaseMapping mapping =
                new PurchaseMapping(
                        new EventTraits(
                                "orders",
                                EventTraits.NO_COLUMN,
                                EventTraits.NO_COLUMN,
                                EventTraits.NO_COLUMN,
                                EventTraits.NO_COLUMN),
                        2,
                        3,
                        true,
                        new FieldValue.Nested(Map.of("shop", new FieldValue.Static("\"web\""))));

        Operation operation = TEXT_ITEMS.added(mapping, 1L, "a@example.com", "[]", 12L);

        assertAsks(
                operation,
                OperationKind.TRACK_PURCHASE,
                "{\"user\":{\"email\":\"a@example.com\",\"preferUserId\":true},\"id\":\"32cf3a5dc857332049094450e6170e65\","
                        + "\"createdAt\":1586786649,\"items\":[],\"total\":12.0,"
                        + "\"dataFields\":{\"shop\":\"web\"}}");
        assertThat(MappedRows.body(operation)).contains("\"total\":12.0");
        assertThat(TEXT_ITEMS.added(mapping, 1L, "a@example.com", "[]", null).fault())
                .isEqualTo("column 'total': is null");
    }

    @Test
    void aRemovedCartIsLeftOrEmptied() {
        assertThat(TEXT_ITEMS.removed(cart(Removal.NOTHING), 1L, "a@example.com", "[]", 0L).kind())
                .isEqualTo(OperationKind.WITHDRAW);
        assertAsks(
                TEXT_ITEMS.removed(cart(Removal.CLEAR), 1L, "a@example.com", "[]", 0L),
                OperationKind.UPDATE_CART,
                "{" + USER + ",\"items\":[]}");
    }

    private static CartMapping cart(Removal removal) {
        return new CartMapping(2, false, removal);
    }
}
