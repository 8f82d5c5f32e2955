/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import static org.apache.flink.table.api.DataTypes.ARRAY;
import static org.apache.flink.table.api.DataTypes.BIGINT;
import static org.apache.flink.table.api.DataTypes.FIELD;
import static org.apache.flink.table.api.DataTypes.INT;
import static org.apache.flink.table.api.DataTypes.ROW;
import static org.apache.flink.table.api.DataTypes.STRING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.table.api.DataTypes;
import org.junit.jupiter.api.Test;

class CsvRowsTest {

    private static final CsvFormat CSV = new CsvFormat(true, ',', "\"", "", false, "UTF-8");
    private static final DataTypes.Field ID = FIELD("id", BIGINT());
    private static final DataTypes.Field NAME = FIELD("name", STRING());
    private static final DataTypes.Field CITY = FIELD("city", STRING());

    private static List<String> rows(String text) throws Exception {
        return rows(CSV, text);
    }

    private static List<String> rows(CsvFormat format, String text) throws Exception {
        return Decoded.of(format, text, ID, NAME, CITY).rows();
    }

    private static void refuses(String text, String message) {
        assertThatThrownBy(() -> rows(text))
                .isInstanceOf(FilesException.class)
                .hasMessageContaining(message);
    }

    @Test
    void columnsAreFoundByNameInAnyOrder() throws Exception {
        assertThat(rows("id,name,city\n1,Ann,Rome\n")).containsExactly("+I[1, Ann, Rome]");
        assertThat(rows("city,id,name\nRome,1,Ann\n")).containsExactly("+I[1, Ann, Rome]");
    }

    @Test
    void columnsThatAreNotDeclaredAreIgnored() throws Exception {
        assertThat(rows("x,city,,id,name,,\n9,Rome,,1,Ann,,\n"))
                .containsExactly("+I[1, Ann, Rome]");
    }

    @Test
    void onlyProjectedColumnsAreRead() throws Exception {
        assertThat(
                        Decoded.of(
                                        CSV,
                                        "name,id,city\nAnn,many,Rome\n",
                                        List.of("city", "name"),
                                        ID,
                                        NAME,
                                        CITY)
                                .rows())
                .containsExactly("+I[Rome, Ann]");
    }

    @Test
    void aSingleNameMayDifferInLetterCase() throws Exception {
        assertThat(rows("ID, Name ,CITY\n1,Ann,Rome\n")).containsExactly("+I[1, Ann, Rome]");
        assertThat(rows("ID,id,name,city\n8,1,Ann,Rome\n")).containsExactly("+I[1, Ann, Rome]");
        refuses("ID,Id,name,city\n8,1,Ann,Rome\n", "people: has no column 'id'");
    }

    @Test
    void everyMissingColumnIsRefusedByNameEvenIfUnused() {
        assertThatThrownBy(
                        () ->
                                Decoded.of(
                                        CSV,
                                        "id,nam,town\n1,Ann,Rome\n",
                                        List.of("id"),
                                        ID,
                                        NAME,
                                        CITY))
                .hasMessage(
                        "people: has no column 'name' (did you mean 'nam'?), no column 'city'; it"
                                + " has id, nam, town");
    }

    @Test
    void aNameOfTwoColumnsIsRefused() {
        refuses(
                "id,name,city,name\n1,Ann,Rome,Bob\n",
                "people, line 1: the header has two columns 'name'");
    }

    @Test
    void aWrongDelimiterIsSuspected() {
        refuses("id;name;city\n1;Ann;Rome\n", "is ',' the delimiter? (see 'csv.delimiter')");
    }

    @Test
    void aFileWithoutItsHeaderIsRefused() {
        refuses("\n\n", "people: has no header line");
        refuses("1,Ann,Rome\n", "people: has no column 'id', no column 'name'");
    }

    @Test
    void aFileWithOnlyAHeaderHasNoRows() throws Exception {
        assertThat(rows("id,name,city\n")).isEmpty();
        assertThat(rows("id,name,city")).isEmpty();
    }

    @Test
    void withoutAHeaderColumnsAreInTheOrderDeclared() throws Exception {
        CsvFormat bare = new CsvFormat(false, ',', "\"", "", false, "UTF-8");

        assertThat(rows(bare, "1,Ann,Rome\n2,Bob,Oslo"))
                .hasSize(2)
                .first()
                .isEqualTo("+I[1, Ann, Rome]");
        assertThatThrownBy(() -> rows(bare, "1,Ann,Rome\n2,Bob\n"))
                .hasMessageContaining("people, line 2: has 2 fields, the table declares 3");
        assertThatThrownBy(() -> rows(bare, "1,Ann,Rome,x\n"))
                .hasMessageContaining("people, line 1: has 4 fields, the table declares 3");
    }

    @Test
    void quotedValuesHoldDelimitersQuotesAndLineBreaks() throws Exception {
        assertThat(rows("id,name,city\r\n1,\"Ann, \"\"A\"\"\r\nSmith\",Rome\r\n2,Bob,Oslo\r\n"))
                .containsExactly("+I[1, Ann, \"A\"\r\nSmith, Rome]", "+I[2, Bob, Oslo]");
    }

    @Test
    void aRecordOfAnotherWidthIsRefusedWithItsLine() {
        refuses(
                "id,name,city\n1,\"a\nb\",Rome\n\n2,Bob\n",
                "people, line 5: has 2 fields, the header has 3");
        refuses(
                "id,name,city\n1,Ann,Rome,Italy\n",
                "people, line 2: has 4 fields, the header has 3");
    }

    @Test
    void aQuoteThatIsNotClosedIsRefused() {
        refuses("id,name,city\n1,Ann,\"Rome\n2,Bob,Oslo\n", "people, line 2: is not CSV: Unclosed");
        refuses("id,name,city\n1,\"Ann\" B,Rome\n", "people, line 2: is not CSV: Unexpected");
    }

    @Test
    void blankLinesAreSkipped() throws Exception {
        assertThat(rows("id,name,city\n\n1,Ann,Rome\n\n")).hasSize(1);
    }

    @Test
    void anEmptyValueIsNullAndAQuotedEmptyValueIsText() throws Exception {
        assertThat(rows("id,name,city\n1,,\"\"\n")).containsExactly("+I[1, null, ]");
    }

    @Test
    void anEmptyValueOfANonTextTypeIsNull() throws Exception {
        CsvFormat literal = new CsvFormat(true, ',', "\"", "NULL", false, "UTF-8");

        assertThat(rows(literal, "id,name,city\n,NULL,\n\" \",\"NULL\",x\n"))
                .containsExactly("+I[null, null, ]", "+I[null, NULL, x]");
    }

    @Test
    void theNullLiteralMayApplyInQuotesToo() throws Exception {
        CsvFormat literal = new CsvFormat(true, ',', "\"", "", true, "UTF-8");

        assertThat(rows(literal, "id,name,city\n\"1\",\"\",\"Rome\"\n"))
                .containsExactly("+I[1, null, Rome]");
    }

    @Test
    void delimiterAndQuoteCanBeChanged() throws Exception {
        CsvFormat other = new CsvFormat(true, ';', "'", "", false, "UTF-8");
        CsvFormat tabs = new CsvFormat(true, '\t', "", "", false, "UTF-8");

        assertThat(rows(other, "id;name;city\n1;'A;nn';\"Rome\"\n"))
                .containsExactly("+I[1, A;nn, \"Rome\"]");
        assertThat(rows(tabs, "id\tname\tcity\n1\t\"Ann\t5\"\n"))
                .containsExactly("+I[1, \"Ann, 5\"]");
    }

    @Test
    void aByteOrderMarkIsSkipped() throws Exception {
        assertThat(rows("\uFEFFid,name,city\n1,Ann,Rome\n")).containsExactly("+I[1, Ann, Rome]");
        for (String charset : List.of("UTF-16", "UTF-16LE")) {
            CsvFormat utf16 = new CsvFormat(true, ',', "\"", "", false, charset);
            byte[] bytes = ("\uFEFFid,name,city\n1,Änn,Rome\n").getBytes(StandardCharsets.UTF_16LE);
            assertThat(Decoded.of(utf16, bytes, ID, NAME, CITY).rows())
                    .containsExactly("+I[1, Änn, Rome]");
        }
    }

    @Test
    void bytesOfAnotherCharacterSetAreRefusedWithTheirLine() throws Exception {
        byte[] latin =
                "id,name,city\n1,Ann,Rome\n2,Jörg,Köln\n".getBytes(StandardCharsets.ISO_8859_1);
        CsvFormat latin1 = new CsvFormat(true, ',', "\"", "", false, "ISO-8859-1");

        assertThatThrownBy(() -> Decoded.of(CSV, latin, ID, NAME, CITY))
                .hasMessageContaining("people, line 3: is not text in UTF-8");
        assertThat(Decoded.of(latin1, latin, ID, NAME, CITY).rows()).contains("+I[2, Jörg, Köln]");
    }

    @Test
    void aValueThatItsTypeCannotHoldIsAFaultOfItsRow() throws Exception {
        Decoded decoded =
                Decoded.of(CSV, "id,name,city\n1,Ann,Rome\nmany,Bob,Oslo\n3,,\n", ID, NAME, CITY);

        assertThat(decoded.rows())
                .containsExactly("+I[1, Ann, Rome]", "+I[null, Bob, Oslo]", "+I[3, null, null]");
        assertThat(decoded.faults())
                .containsExactly(
                        "people, line 3: column 'id' is declared BIGINT: 'many' is not a number");
    }

    @Test
    void nestedTypesAreReadFromJson() throws Exception {
        assertThat(
                        Decoded.of(
                                        CSV,
                                        "tags,place\n"
                                                + "\"[\"\"a\"\", null]\",\"{\"\"zip\"\": 7}\"\n"
                                                + ",\n",
                                        FIELD("tags", ARRAY(STRING())),
                                        FIELD("place", ROW(FIELD("zip", INT()))))
                                .rows())
                .containsExactly("+I[[a, null], +I[7]]", "+I[null, null]");
        assertThat(Decoded.of(CSV, "tags\n[1] 2\n", FIELD("tags", ARRAY(STRING()))).faults())
                .containsExactly(
                        "people, line 2: column 'tags' is declared ARRAY<STRING>: '[1] 2' is more"
                                + " than one JSON value");
    }

    @Test
    void longFilesAreReadToTheirEnd() throws Exception {
        StringBuilder text = new StringBuilder("city,id,name\n");
        for (int row = 0; row < 50_000; row++) {
            text.append("Köln\uD83D\uDE00,")
                    .append(row)
                    .append(",\"n\n")
                    .append(row)
                    .append("\"\n");
        }

        List<String> rows = rows(text.toString());

        assertThat(rows).hasSize(50_000).doesNotHaveDuplicates();
        assertThat(rows.get(49_999)).isEqualTo("+I[49999, n\n49999, Köln\uD83D\uDE00]");
        assertThatThrownBy(() -> rows(text + "x,y\n")).hasMessageContaining("line 100002:");
    }
}
