/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.mapping.EventMapping;
import io.millrace.mapping.EventTraits;
import io.millrace.mapping.MappedRows;
import io.millrace.mapping.Mapping;
import io.millrace.mapping.Removal;
import io.millrace.mapping.UserMapping;
import io.millrace.mapping.operation.Operation;
import io.millrace.row.IdentifierKind;
import java.math.BigDecimal;
import java.util.Map;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.types.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Iterable's own profile fields: converted where nothing is lost, else the row is rejected. */
class ProfileFieldTest {

    @Test
    void aUserIdIsATextForEveryColumnType() {
        assertThat(sent("userId", DataTypes.BIGINT(), 42L)).isEqualTo("{\"userId\":\"42\"}");
        assertThat(sent("userId", DataTypes.TINYINT(), (byte) 4)).isEqualTo("{\"userId\":\"4\"}");
        assertThat(
                        sent(
                                "userId",
                                DataTypes.DECIMAL(38, 0),
                                DecimalData.fromBigDecimal(BigDecimal.TEN.pow(25), 38, 0)))
                .isEqualTo("{\"userId\":\"10000000000000000000000000\"}");
        assertThat(sent("userId", DataTypes.STRING(), "007 ")).isEqualTo("{\"userId\":\"007\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\u00a0", "\u200b"})
    void aBlankIdentityIsOmittedAndOtherFieldsAreSent(String blank) {
        assertThat(sent("userId", DataTypes.STRING(), blank)).isEqualTo("{}");
        assertThat(sent("email", DataTypes.STRING(), blank)).isEqualTo("{}");
        assertThat(sent("email", DataTypes.STRING(), null)).isEqualTo("{}");
        assertThat(sent("phoneNumber", DataTypes.STRING(), blank))
                .isEqualTo("{\"phoneNumber\":null}");
    }

    @Test
    void anInvalidUserIdRejectsItsRow() {
        assertThat(fault("userId", "x".repeat(53)))
                .contains("column 'c'")
                .contains("has 53 characters, and a user id has at most 52");
        assertThat(fault("userId", "zoë"))
                .isEqualTo(
                        "column 'c': 'zoë' can't be a user id: those are printable ASCII"
                                + " characters");
        assertThat(fault("email", "a\u200b@example.com"))
                .isEqualTo("column 'c': 'a<U+200B>@example.com' has an invisible character");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(555) 111-2222",
                "0049 171 1234567",
                "+1 555 111 2222",
                "15551112222",
                "+0155"
            })
    void aPhoneNumberIsE164(String number) {
        assertThat(fault("phoneNumber", number))
                .isEqualTo(
                        "column 'c': '"
                                + number
                                + "' is not in E.164 format: a plus and up to 15 digits, such as"
                                + " +15551112222");
        assertThat(sent("phoneNumber", DataTypes.STRING(), "+15551112222\n"))
                .isEqualTo("{\"phoneNumber\":\"+15551112222\"}");
    }

    @Test
    void aMessageShortensTheValue() {
        assertThat(fault("phoneNumber", "1".repeat(1000))).hasSizeLessThan(200).contains("1…'");
    }

    @Test
    void theSameFieldInAnEventHasNoType() {
        Operation operation =
                rows(DataTypes.BIGINT())
                        .added(
                                new EventMapping(
                                        new EventTraits("s", -1, -1, -1, -1),
                                        new io.millrace.mapping.field.ValueSource.Fixed("e"),
                                        new FieldValue.Nested(
                                                Map.of("phoneNumber", new FieldValue.Column(2)))),
                                1L,
                                "a@example.com",
                                5L);

        assertThat(MappedRows.json(MappedRows.body(operation)).get("dataFields").toString())
                .isEqualTo("{\"phoneNumber\":5}");
    }

    private static String sent(String field, DataType column, Object value) {
        Operation operation = map(field, column, value);
        assertThat(operation.fault()).isEmpty();
        return MappedRows.json(MappedRows.body(operation)).get("dataFields").toString();
    }

    private static String fault(String field, String value) {
        Operation operation = map(field, DataTypes.STRING(), value);
        assertThat(operation.body()).isEmpty();
        return operation.fault();
    }

    private static Operation map(String field, DataType column, Object value) {
        FieldValue.Nested fields = new FieldValue.Nested(Map.of(field, new FieldValue.Column(2)));
        Mapping mapping =
                new UserMapping(
                        fields.withTypes(ProfileField.types()),
                        NullPolicy.SEND,
                        false,
                        false,
                        true,
                        Removal.NOTHING);
        return rows(column).added(mapping, 1L, "a@example.com", value);
    }

    private static MappedRows rows(DataType column) {
        return new MappedRows(
                IdentifierKind.EMAIL,
                MappedRows.id(),
                MappedRows.text("email"),
                DataTypes.FIELD("c", column));
    }
}
