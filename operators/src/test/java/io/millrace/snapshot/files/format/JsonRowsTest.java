/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import static org.apache.flink.table.api.DataTypes.ARRAY;
import static org.apache.flink.table.api.DataTypes.BIGINT;
import static org.apache.flink.table.api.DataTypes.BOOLEAN;
import static org.apache.flink.table.api.DataTypes.DECIMAL;
import static org.apache.flink.table.api.DataTypes.DOUBLE;
import static org.apache.flink.table.api.DataTypes.FIELD;
import static org.apache.flink.table.api.DataTypes.INT;
import static org.apache.flink.table.api.DataTypes.MAP;
import static org.apache.flink.table.api.DataTypes.ROW;
import static org.apache.flink.table.api.DataTypes.STRING;
import static org.apache.flink.table.api.DataTypes.TIMESTAMP_LTZ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.flink.table.api.DataTypes;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class JsonRowsTest {

    private static final JsonFormat JSON = new JsonFormat(false);
    private static final DataTypes.Field ID = FIELD("id", BIGINT());
    private static final DataTypes.Field NAME = FIELD("name", STRING());

    private static List<String> rows(String text, DataTypes.Field... columns) throws Exception {
        return Decoded.of(JSON, text, columns).rows();
    }

    private static void refuses(String text, String message, DataTypes.Field... columns) {
        assertThatThrownBy(() -> rows(text, columns))
                .isInstanceOf(FilesException.class)
                .hasMessageContaining(message);
    }

    private static void faults(String text, String message, DataTypes.Field... columns)
            throws Exception {
        assertThat(Decoded.of(JSON, text, columns).faults())
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains(message);
    }

    @Test
    void fieldsAreFoundByName() throws Exception {
        assertThat(
                        rows(
                                "\uFEFF{\"name\": \"Änn\", \"x\": {\"id\": [7]}, \"id\": 1}\r\n\n"
                                        + "{\"id\": 2}\n{\"name\": null, \"id\": 3}",
                                ID,
                                NAME))
                .containsExactly("+I[1, Änn]", "+I[2, null]", "+I[3, null]");
    }

    @Test
    void aMissingFieldCanBeRefused() throws Exception {
        JsonFormat strict = new JsonFormat(true);

        assertThat(Decoded.of(strict, "{\"id\": 1, \"name\": null}", ID, NAME).rows()).hasSize(1);
        assertThat(Decoded.of(strict, "{\"id\": 1}", ID, NAME).faults())
                .containsExactly(
                        "people, line 1: column 'name' is declared STRING: 'name' is missing");
    }

    @Test
    void fieldsThatNoObjectHasAreReported() throws Exception {
        assertThat(Decoded.of(JSON, "{\"id\": 1}\n{\"Name\": \"Ann\"}", ID, NAME).unseen())
                .containsExactly("name");
    }

    @Test
    void numbersAreExact() throws Exception {
        assertThat(
                        rows(
                                "{\"l\": 9007199254740993, \"d\": 12345678901234567890.123456789,"
                                        + " \"s\": 1.10, \"f\": 0.1}",
                                FIELD("l", BIGINT()),
                                FIELD("d", DECIMAL(38, 10)),
                                FIELD("s", STRING()),
                                FIELD("f", DOUBLE())))
                .containsExactly(
                        "+I[9007199254740993, 12345678901234567890.1234567890, 1.10, 0.1]");
        faults(
                "{\"l\": 9007199254740993}",
                "'9007199254740993' has more digits",
                FIELD("l", DOUBLE()));
        faults(
                "{\"l\": 1.5}",
                "line 1: column 'l' is declared INT: '1.5' is not a whole",
                FIELD("l", INT()));
    }

    @Test
    void aTextTakesAnyJsonValue() throws Exception {
        assertThat(
                        rows(
                                "{\"s\": {\"a\": [1.0, \"é\"], \"b\":2 } }\n{\"s\":[ ]}\n"
                                        + "{\"s\": true}\n{\"s\": 1E5}",
                                FIELD("s", STRING())))
                .containsExactly(
                        "+I[{\"a\": [1.0, \"é\"], \"b\":2 }]", "+I[[ ]]", "+I[true]", "+I[1E5]");
    }

    @Test
    void nestedValuesAreRead() throws Exception {
        assertThat(
                        rows(
                                "{\"r\": {\"b\": [1, null], \"a\": {\"x\": {\"y\": \"z\"}}}}",
                                FIELD(
                                        "r",
                                        ROW(
                                                FIELD("a", MAP(STRING(), MAP(STRING(), STRING()))),
                                                FIELD("b", ARRAY(INT()))))))
                .containsExactly("+I[+I[{x={y=z}}, [1, null]]]");
        faults(
                "{\"r\": {\"b\": [1, \"two\"]}}",
                "declared ROW<`b` ARRAY<INT>>: in 'b': in '[1]': 'two' is not a number",
                FIELD("r", ROW(FIELD("b", ARRAY(INT())))));
        faults("{\"r\": 1}", "'1' is not a JSON array", FIELD("r", ARRAY(INT())));
    }

    @Test
    void aValueOfAnotherKindIsAFault() throws Exception {
        faults("{\"b\": 1}", "'1' is no JSON value for BOOLEAN", FIELD("b", BOOLEAN()));
        faults("{\"id\": true}", "'true' is no JSON value for BIGINT", ID);
        faults("{\"id\": {}}", "'{' is no JSON value for BIGINT", ID);
        faults("{\"t\": 1700000000}", "is not a date and time", FIELD("t", TIMESTAMP_LTZ(3)));
    }

    @Test
    void theLineIsReadFurtherAfterAnUnreadableValue() throws Exception {
        String[] values = {"{\"a\": [{}]}", "[[1], {\"id\": 9}]", "[\"a\", [\"b\"]]", "true"};
        for (String value : values) {
            Decoded decoded =
                    Decoded.of(
                            JSON,
                            "{\"n\": " + value + ", \"id\": 1}\n{\"id\": 2}",
                            FIELD("n", ARRAY(ARRAY(INT()))),
                            ID);

            assertThat(decoded.faults()).as(value).hasSize(1);
            assertThat(decoded.rows()).containsExactly("+I[null, 1]", "+I[null, 2]");
        }
    }

    @Test
    void aBrokenLineIsRefusedWithItsNumber() {
        refuses("{\"id\": 1}\n\n{\"id\": 2\n", "people, line 3: is not JSON", ID);
        refuses("{\"id\": 1}{\"id\": 2}\n", "people, line 1: has more than one JSON object", ID);
        refuses("[\n{\"id\": 1}]", "people, line 1: is not a JSON object", ID);
        refuses("{\"id\": 1, \"id\": 2}", "people, line 1: is not JSON: Duplicate", ID);
        refuses("{\"x\": NaN, \"id\": 2}", "people, line 1: is not JSON", ID);
    }
}
