/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // Flink declares the close() of an iterator as it likes.
class FilesTableITCase {

    @TempDir private Path folder;

    private final TableEnvironment tables =
            TableEnvironment.create(EnvironmentSettings.inStreamingMode());

    private List<Row> rows(String sql) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (CloseableIterator<Row> found = tables.executeSql(sql).collect()) {
            found.forEachRemaining(rows::add);
        }
        return rows;
    }

    private void declare(String name, String columns, String path, String format, String options) {
        tables.executeSql(
                String.format(
                        "CREATE TABLE %s (%s) WITH ('connector' = 'files', 'path' = '%s/%s',"
                                + " 'format' = '%s'%s)",
                        name, columns, folder, path, format, options));
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (OutputStream out =
                name.endsWith(".gz")
                        ? new GZIPOutputStream(Files.newOutputStream(file))
                        : Files.newOutputStream(file)) {
            out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    @Test
    void filesAreReadInParallelEachByItsHeader() throws Exception {
        tables.getConfig().set("table.exec.resource.default-parallelism", "2");
        for (int file = 0; file < 20; file++) {
            StringBuilder text = new StringBuilder(file % 2 == 0 ? "id,name\n" : "name,id\n");
            for (int row = 0; row < 1500; row++) {
                int id = file * 1500 + row;
                text.append(file % 2 == 0 ? id + ",n" + id : "n" + id + "," + id).append('\n');
            }
            write("in/part-" + file + (file % 3 == 0 ? ".csv.gz" : ".csv"), text.toString());
        }
        declare("people", "id BIGINT, name STRING", "in/part-*.csv{,.gz}", "csv", "");

        List<Row> rows = rows("SELECT name, id FROM people");

        assertThat(rows).hasSize(30_000).doesNotHaveDuplicates();
        assertThat(rows).allMatch(row -> row.getField(0).equals("n" + row.getField(1)));
        assertThat(rows("SELECT id FROM people WHERE name = 'n4711'"))
                .singleElement()
                .hasToString("+I[4711]");
    }

    @Test
    void jsonLinesAreReadWithNestedValues() throws Exception {
        write(
                "a.json",
                "{\"place\": {\"city\": \"Rome\"}, \"id\": 1, \"tags\": [\"x\"]}\n{\"id\": 2}\n");
        declare(
                "people",
                "id BIGINT, place ROW<city STRING>, tags ARRAY<STRING>",
                "a.json",
                "json",
                "");

        assertThat(rows("SELECT tags, id, place FROM people"))
                .extracting(Row::toString)
                .containsExactlyInAnyOrder("+I[[x], 1, +I[Rome]]", "+I[null, 2, null]");
    }

    @Test
    void parquetIsReadByColumnName() throws Exception {
        MessageType schema =
                MessageTypeParser.parseMessageType(
                        "message m { optional binary name (UTF8); required int64 id; }");
        try (ParquetWriter<Group> writer =
                ExampleParquetWriter.builder(new LocalOutputFile(folder.resolve("a.parquet")))
                        .withType(schema)
                        .withConf(new PlainParquetConfiguration())
                        .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                        .build()) {
            for (long id = 0; id < 2_500; id++) {
                writer.write(new SimpleGroup(schema).append("id", id).append("name", "n" + id));
            }
        }
        declare("people", "id BIGINT, name STRING", "*.parquet", "parquet", "");

        List<Row> rows = rows("SELECT id, name FROM people");

        assertThat(rows).hasSize(2_500).doesNotHaveDuplicates();
        assertThat(rows).allMatch(row -> row.getField(1).equals("n" + row.getField(0)));
    }

    @Test
    void aFaultFailsTheJobWithFileAndLine() throws Exception {
        write("a.csv", "id,name\n1,Ann\nx,Bob\n");
        declare("people", "id BIGINT, name STRING", "a.csv", "csv", "");

        assertThat(rows("SELECT name FROM people")).hasSize(2);
        assertThatThrownBy(() -> rows("SELECT id FROM people"))
                .hasStackTraceContaining(
                        "a.csv, line 3: column 'id' is declared BIGINT: 'x' is not a number");
    }

    @Test
    void noFileFailsTheJob() {
        declare("people", "id BIGINT, name STRING", "*.csv", "csv", "");

        assertThatThrownBy(() -> rows("SELECT * FROM people"))
                .hasStackTraceContaining("no file matches 'path'");
    }

    @Test
    void badOptionsFailBeforeTheJobStarts() {
        declare("people", "id BYTES", "*.csv", "csv", ", 'csv.delimiter' = ''");

        assertThatThrownBy(() -> rows("SELECT * FROM people"))
                .hasStackTraceContaining("'csv.delimiter' must be one character")
                .hasStackTraceContaining("column 'id' is declared BYTES");
    }
}
