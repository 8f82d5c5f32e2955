/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import static io.millrace.mapping.MappedRows.assertRequires;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diff.Change;
import io.millrace.diff.ChangeKind;
import io.millrace.mapping.field.FieldValue;
import io.millrace.mapping.field.NullPolicy;
import io.millrace.mapping.operation.Operation;
import io.millrace.mapping.operation.OperationKind;
import io.millrace.row.IdentifierKind;
import io.millrace.row.RowCodec;
import io.millrace.row.RowLayout;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Test;

class UserMappingTest {

    private static final RowType COLUMNS =
            (RowType)
                    DataTypes.ROW(
                                    DataTypes.FIELD("id", DataTypes.BIGINT()),
                                    DataTypes.FIELD("email", DataTypes.STRING()),
                                    DataTypes.FIELD("spent", DataTypes.DECIMAL(12, 2)),
                                    DataTypes.FIELD("score", DataTypes.DOUBLE()),
                                    DataTypes.FIELD("joined", DataTypes.TIMESTAMP_LTZ(6)),
                                    DataTypes.FIELD("birthday", DataTypes.DATE()),
                                    DataTypes.FIELD("tags", DataTypes.ARRAY(DataTypes.STRING())))
                            .getLogicalType();
    private static final MappedRows ROWS =
            new MappedRows(
                    IdentifierKind.EMAIL,
                    MappedRows.id(),
                    MappedRows.text("email"),
                    MappedRows.text("name"));
    private static final RowLayout LAYOUT =
            new RowLayout(COLUMNS, List.of(0), 1, IdentifierKind.EMAIL);
    private static final GenericRowData ANNA =
            GenericRowData.of(
                    7L,
                    StringData.fromString("Anna@Example.com"),
                    DecimalData.fromBigDecimal(new BigDecimal("19.90"), 12, 2),
                    3.0,
                    TimestampData.fromEpochMillis(1_586_786_649_000L),
                    18_365,
                    new GenericArrayData(new Object[] {StringData.fromString("vip")}));

    @Test
    void theJsonTypeDependsOnTheColumn() {
        assertThat(body(mapping(NullPolicy.SEND, everyColumn()), ANNA))
                .isEqualTo(
                        "{\"email\":\"Anna@Example.com\",\"dataFields\":{\"id\":7,\"spent\":19.90,"
                                + "\"score\":3.0,\"joined\":\"2020-04-13 14:04:09 +00:00\","
                                + "\"birthday\":\"2020-04-13\",\"tags\":[\"vip\"]}}");
    }

    @Test
    void nullsAreSentOrOmitted() {
        GenericRowData bare = new GenericRowData(COLUMNS.getFieldCount());
        bare.setField(0, 8L);
        bare.setField(1, StringData.fromString("b@example.com"));
        Map<String, FieldValue> spent = Map.of("spent", new FieldValue.Column(2));

        assertThat(body(mapping(NullPolicy.SEND, spent), bare))
                .isEqualTo("{\"email\":\"b@example.com\",\"dataFields\":{\"spent\":null}}");
        assertThat(body(mapping(NullPolicy.OMIT, spent), bare))
                .isEqualTo("{\"email\":\"b@example.com\",\"dataFields\":{}}");
    }

    @Test
    void nestedAndStaticFieldsAreWritten() {
        Map<String, FieldValue> fields = new LinkedHashMap<>();
        fields.put("profile", new FieldValue.Nested(Map.of("score", new FieldValue.Column(3))));
        fields.put("source", new FieldValue.Static("\"warehouse\""));
        UserMapping mapping =
                new UserMapping(
                        new FieldValue.Nested(fields),
                        NullPolicy.SEND,
                        true,
                        true,
                        true,
                        Removal.NOTHING);

        assertThat(body(mapping, ANNA))
                .isEqualTo(
                        "{\"email\":\"Anna@Example.com\",\"preferUserId\":true,\"dataFields\":"
                                + "{\"profile\":{\"score\":3.0},\"source\":\"warehouse\"},"
                                + "\"mergeNestedObjects\":true}");
    }

    @Test
    void aRowWithoutAnIdentifierHasAFault() {
        GenericRowData nobody = new GenericRowData(COLUMNS.getFieldCount());
        nobody.setField(0, 9L);
        nobody.setField(1, StringData.fromString("  "));

        Operation operation = map(mapping(NullPolicy.SEND, everyColumn()), nobody);

        assertThat(operation.fault()).isEqualTo("the identifier column 'email' is null or blank");
        assertThat(operation.key()).isEqualTo("id=9");
        assertThat(operation.body()).isEmpty();
    }

    @Test
    void aValueWithoutJsonFormIsAFaultWithTheColumn() {
        GenericRowData odd = new GenericRowData(COLUMNS.getFieldCount());
        odd.setField(0, 9L);
        odd.setField(1, StringData.fromString("c@example.com"));
        odd.setField(3, Double.NaN);

        Operation operation = map(mapping(NullPolicy.SEND, everyColumn()), odd);

        assertThat(operation.fault()).isEqualTo("column 'score': NaN is not a JSON number");
    }

    @Test
    void infinityIsAFaultWithTheColumn() {
        GenericRowData unborn = new GenericRowData(COLUMNS.getFieldCount());
        unborn.setField(0, 9L);
        unborn.setField(1, StringData.fromString("c@example.com"));
        unborn.setField(5, Integer.MIN_VALUE);
        GenericRowData never = new GenericRowData(COLUMNS.getFieldCount());
        never.setField(0, 9L);
        never.setField(1, StringData.fromString("c@example.com"));
        never.setField(4, TimestampData.fromEpochMillis(Integer.MAX_VALUE * 86_400_000L));

        assertThat(map(mapping(NullPolicy.OMIT, everyColumn()), unborn).fault())
                .isEqualTo("column 'birthday': -infinity is not a date");
        assertThat(map(mapping(NullPolicy.OMIT, everyColumn()), never).fault())
                .isEqualTo("column 'joined': infinity is not a date");
    }

    @Test
    void nestedValuesAreWrittenByTheirTypes() {
        RowType columns =
                (RowType)
                        DataTypes.ROW(
                                        DataTypes.FIELD("id", DataTypes.STRING()),
                                        DataTypes.FIELD(
                                                "orders",
                                                DataTypes.ARRAY(
                                                        DataTypes.ROW(
                                                                DataTypes.FIELD(
                                                                        "day", DataTypes.DATE()),
                                                                DataTypes.FIELD(
                                                                        "sum",
                                                                        DataTypes.DECIMAL(6, 2))))),
                                        DataTypes.FIELD(
                                                "scores",
                                                DataTypes.MAP(DataTypes.STRING(), DataTypes.INT())))
                                .getLogicalType();
        GenericRowData row =
                GenericRowData.of(
                        StringData.fromString("u1"),
                        new GenericArrayData(
                                new Object[] {
                                    GenericRowData.of(
                                            18_365,
                                            DecimalData.fromBigDecimal(
                                                    new BigDecimal("5.00"), 6, 2)),
                                    null
                                }),
                        new GenericMapData(Map.of(StringData.fromString("a"), 7)));
        Map<String, FieldValue> fields = new LinkedHashMap<>();
        fields.put("orders", new FieldValue.Column(1));
        fields.put("scores", new FieldValue.Column(2));
        RowLayout layout = new RowLayout(columns, List.of(0), 0, IdentifierKind.USER_ID);

        Operation operation =
                new ChangeMapper(layout, mapping(NullPolicy.SEND, fields))
                        .map(
                                new Change(
                                        ChangeKind.ADDED,
                                        5,
                                        1,
                                        2,
                                        3,
                                        RowCodec.of(columns).encode(row)));

        assertThat(new String(operation.body(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"userId\":\"u1\",\"dataFields\":{\"orders\":[{\"day\":\"2020-04-13\","
                                + "\"sum\":5.00},null],\"scores\":{\"a\":7}}}");
    }

    @Test
    void aRemovedRowWithdrawsItsOperation() {
        Operation operation =
                new ChangeMapper(LAYOUT, mapping(NullPolicy.SEND, everyColumn()))
                        .map(new Change(ChangeKind.REMOVED, 5, 1, 2, 3, new byte[0]));

        assertThat(operation.kind()).isEqualTo(OperationKind.WITHDRAW);
        assertThat(operation.route()).isEqualTo(3);
    }

    @Test
    void anUpdateHasItsOwnKind() {
        assertRequires(
                ROWS.added(mapping(false, false, Removal.NOTHING), 1L, "a@example.com", "Ada"),
                OperationKind.UPDATE_USER,
                "{\"email\":\"a@example.com\",\"dataFields\":{\"name\":\"Ada\",\"shop\":{\"tier\":\"x\"},"
                        + "\"userId\":\"u1\"}}");
    }

    @Test
    void aRemovedUserIsDeleted() {
        Operation operation =
                ROWS.removed(mapping(true, false, Removal.DELETE), 1L, "a@example.com", "Ada");

        assertRequires(operation, OperationKind.DELETE_USER, "{\"email\":\"a@example.com\"}");
        assertThat(operation.key()).isEqualTo("id=1");
        assertThat(operation.identifier()).isEqualTo("a@example.com");
    }

    @Test
    void clearingRemovesTheMappedFieldsButNoIdentity() {
        assertRequires(
                ROWS.removed(mapping(true, false, Removal.CLEAR), 1L, "a@example.com", "Ada"),
                OperationKind.UPDATE_USER,
                "{\"email\":\"a@example.com\",\"dataFields\":{\"name\":null,\"shop\":null}}");
    }

    @Test
    void clearingAMergedObjectKeepsTheFieldsOfOtherSystems() {
        assertRequires(
                ROWS.removed(mapping(true, true, Removal.CLEAR), 1L, "a@example.com", "Ada"),
                OperationKind.UPDATE_USER,
                "{\"email\":\"a@example.com\",\"dataFields\":{\"name\":null,\"shop\":{\"tier\":null}},"
                        + "\"mergeNestedObjects\":true}");
    }

    @Test
    void aRowWithoutKeptColumnsIsOnlyWithdrawn() {
        assertThat(ROWS.removedUnkept(mapping(true, false, Removal.DELETE)).kind())
                .isEqualTo(OperationKind.WITHDRAW);
    }

    @Test
    void aRowWithoutIdentifierHasNothingToRemove() {
        assertThat(ROWS.removed(mapping(true, false, Removal.DELETE), 1L, null, "Ada").kind())
                .isEqualTo(OperationKind.WITHDRAW);
    }

    private static UserMapping mapping(boolean creates, boolean merges, Removal removal) {
        Map<String, FieldValue> fields = new LinkedHashMap<>();
        fields.put("name", new FieldValue.Column(2));
        fields.put("shop", new FieldValue.Nested(Map.of("tier", new FieldValue.Static("\"x\""))));
        fields.put("userId", new FieldValue.Static("\"u1\""));
        return new UserMapping(
                new FieldValue.Nested(fields), NullPolicy.SEND, merges, false, creates, removal);
    }

    private static Map<String, FieldValue> everyColumn() {
        Map<String, FieldValue> fields = new LinkedHashMap<>();
        for (int i = 0; i < COLUMNS.getFieldCount(); i++) {
            if (i != 1) {
                fields.put(COLUMNS.getFieldNames().get(i), new FieldValue.Column(i));
            }
        }
        return fields;
    }

    private static UserMapping mapping(NullPolicy nulls, Map<String, FieldValue> fields) {
        return new UserMapping(
                new FieldValue.Nested(fields), nulls, false, false, true, Removal.NOTHING);
    }

    private static String body(UserMapping mapping, GenericRowData row) {
        return new String(map(mapping, row).body(), StandardCharsets.UTF_8);
    }

    private static Operation map(UserMapping mapping, GenericRowData row) {
        byte[] bytes = RowCodec.of(COLUMNS).encode(row);
        return new ChangeMapper(LAYOUT, mapping)
                .map(new Change(ChangeKind.ADDED, 5, 1, 2, 3, bytes));
    }
}
