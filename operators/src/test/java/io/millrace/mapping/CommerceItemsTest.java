/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import static io.millrace.mapping.MappedRows.assertRequires;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.field.FieldValue;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
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

class CommerceItemsTest {

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
    private static final String ITEM =
            "[{\"id\":\"5\",\"name\":\"Tea\",\"price\":3.5,\"quantity\":2}]";
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

        assertRequires(
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

        assertRequires(
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
                "[1 | column 'items': is not JSON:",
                "[] x | column 'items': is not JSON:",
                "{} | column 'items': is not a JSON array of items",
                "[{\"id\":1,\"name\":\"a\",\"price\":1e999999999,\"quantity\":1}] | column 'items':"
                        + " item 1 has a price with too many digits:",
                "[1] | column 'items': item 1 is not an object but '1'",
                "[{\"id\":1,\"name\":\"a\",\"price\":1}] | column 'items': item 1 has no quantity",
                "[{\"id\":1,\"name\":\"a\",\"price\":\"1,99\",\"quantity\":1}] | column 'items':"
                        + " item 1 has a price that is not a number: '1,99'",
                "[{\"id\":1,\"name\":\"a\",\"price\":true,\"quantity\":1}] | column 'items': item 1"
                        + " has a price that is not a number: 'true'",
                "[{\"id\":1,\"name\":\"a\",\"price\":null,\"quantity\":1}] | column 'items': item 1"
                        + " has no price",
                "[null,{\"id\":1,\"name\":\"a\",\"price\":1,\"quantity\":\"1e99\"}] | column"
                        + " 'items': item 2 has a quantity that is not a whole number: '1e99'",
                "[{\"id\":1,\"name\":\"a\",\"price\":1,\"quantity\":1,\"categories\":\"tea,herbal\"}]"
                        + " | column 'items': item 1 has categories that are not an array: 'tea,herbal'; an"
                        + " array of texts is [\"tea\"",
                "[{\"id\":1,\"name\":\"a\",\"price\":1,\"quantity\":1,\"categories\":[null]}] |"
                        + " column 'items': item 1 has a category that is not a text: 'null'",
                "[{\"id\":1,\"name\":\"a\",\"price\":1,\"quantity\":1,\"dataFields\":{\"x\":{\"a.b\":1}}}]"
                        + " | column 'items': item 1 has 'a.b' under dataFields, and a field name must"
                        + " not have a dot: nest it as an object",
                "[{\"id\":1,\"name\":\"a\",\"price\":1,\"quantity\":1,\"dataFields\":[]}] | column"
                        + " 'items': item 1 has dataFields that are not an object: '[]'",
                "[{\"id\":\" \",\"name\":\"a\",\"price\":1,\"quantity\":1}] | column 'items': item"
                        + " 1 has a blank id",
                "[{}] | column 'items': item 1 has no id",
                "[{\"id\":1,\"name\":\"a\",\"price\":1,\"quantity\":1.5}] | column 'items': item 1"
                        + " has a quantity that is not a whole number: '1.5'",
                "[{\"id\":1,\"name\":\"a\",\"price\":1,\"quantity\":1,\"color\":\"red\"}] | column"
                        + " 'items': item 1 has 'color', which Iterable doesn't know; put it under"
                        + " dataFields",
                "[{\"id\":{},\"name\":\"a\",\"price\":1,\"quantity\":1}] | column 'items': item 1"
                        + " has no text in id",
            })
    void wrongItemsAreFaults(String items, String fault) {
        assertThat(TEXT_ITEMS.added(cart(Removal.NOTHING), 1L, "a@example.com", items, 0L).fault())
                .startsWith(fault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "NULL",
            value = {
                "NULL",
                "null",
                "[]",
                "[null]",
                "[{\"id\":null,\"name\":null,\"price\":null,\"quantity\":null}]"
            })
    void withoutItemsACartIsEmptyAndAPurchaseIsAFault(String none) {
        assertRequires(
                TEXT_ITEMS.added(cart(Removal.NOTHING), 1L, "a@example.com", none, 0L),
                OperationKind.UPDATE_CART,
                "{" + USER + ",\"items\":[]}");
        assertThat(TEXT_ITEMS.added(purchase(), 1L, "a@example.com", none, 0L).fault())
                .isEqualTo(
                        "column 'items': has no item, and a purchase has at least one: filter the"
                                + " row out in the model");
    }

    @Test
    void rowsOfNullsAreIgnored() {
        GenericArrayData nulls = new GenericArrayData(new Object[] {null, new GenericRowData(5)});

        assertRequires(
                ROW_ITEMS.added(
                        new CartMapping(2, false, Removal.NOTHING), 1L, "a@example.com", nulls),
                OperationKind.UPDATE_CART,
                "{" + USER + ",\"items\":[]}");
    }

    @Test
    void numbersInTextsAreReadAndNullsAreOmitted() {
        Operation operation =
                TEXT_ITEMS.added(
                        cart(Removal.NOTHING),
                        1L,
                        "a@example.com",
                        "[{\"id\":17,\"name\":\"\",\"price\":\"19.99\",\"quantity\":\"2\",\"url\":null,"
                                + "\"categories\":[\"tea\",7]},{\"id\":\"b\",\"name\":\"B\","
                                + "\"price\":\"0.10000000000000000001\",\"quantity\":-1}]",
                        0L);

        assertThat(operation.fault()).isEmpty();
        assertThat(MappedRows.body(operation))
                .isEqualTo(
                        "{"
                                + USER
                                + ",\"items\":[{\"id\":\"17\",\"name\":\"\",\"price\":19.99,\"quantity\":2,"
                                + "\"categories\":[\"tea\",\"7\"]},{\"id\":\"b\",\"name\":\"B\","
                                + "\"price\":0.10000000000000000001,\"quantity\":-1}]}");
    }

    @Test
    void aTotalMayBeAText() {
        MappedRows rows =
                new MappedRows(
                        IdentifierKind.EMAIL,
                        MappedRows.id(),
                        MappedRows.text("email"),
                        MappedRows.text("items"),
                        MappedRows.text("total"));

        assertThat(MappedRows.body(rows.added(purchase(), 1L, "a@example.com", ITEM, "0")))
                .contains("\"total\":0.0");
        assertThat(MappedRows.body(rows.added(purchase(), 1L, "a@example.com", ITEM, "-19.99")))
                .contains("\"total\":-19.99");
        assertThat(rows.added(purchase(), 1L, "a@example.com", ITEM, "1,5").fault())
                .isEqualTo("column 'total': '1,5' is not a number");
        assertThat(rows.added(purchase(), 1L, "a@example.com", ITEM, "1e999999999").fault())
                .isEqualTo("column 'total': '1e999999999' is not a number");
    }

    private static PurchaseMapping purchase() {
        return new PurchaseMapping(
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
    }

    @Test
    void aPurchaseHasAnIdATimeAndATotalWithAPoint() {
        PurchaseMapping mapping = purchase();

        Operation operation = TEXT_ITEMS.added(mapping, 1L, "a@example.com", ITEM, 12L);

        assertRequires(
                operation,
                OperationKind.TRACK_PURCHASE,
                "{\"user\":{\"email\":\"a@example.com\",\"preferUserId\":true},\"id\":\"32cf3a5dc857332049094450e6170e65\","
                        + "\"createdAt\":1586786649,\"items\":[{\"id\":\"5\",\"name\":\"Tea\",\"price\":3.5,\"quantity\":2}],\"total\":12.0,"
                        + "\"dataFields\":{\"shop\":\"web\"}}");
        assertThat(MappedRows.body(operation)).contains("\"total\":12.0");
        assertThat(TEXT_ITEMS.added(mapping, 1L, "a@example.com", ITEM, null).fault())
                .isEqualTo("column 'total': is null");
    }

    @Test
    void aRemovedRowKeepsOrEmptiesItsCart() {
        assertThat(TEXT_ITEMS.removed(cart(Removal.NOTHING), 1L, "a@example.com", "[]", 0L).kind())
                .isEqualTo(OperationKind.WITHDRAW);
        assertRequires(
                TEXT_ITEMS.removed(cart(Removal.CLEAR), 1L, "a@example.com", "[]", 0L),
                OperationKind.UPDATE_CART,
                "{" + USER + ",\"items\":[]}");
    }

    private static CartMapping cart(Removal removal) {
        return new CartMapping(2, false, removal);
    }
}
