/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import static org.apache.flink.table.api.DataTypes.ARRAY;
import static org.apache.flink.table.api.DataTypes.BIGINT;
import static org.apache.flink.table.api.DataTypes.BOOLEAN;
import static org.apache.flink.table.api.DataTypes.DATE;
import static org.apache.flink.table.api.DataTypes.DECIMAL;
import static org.apache.flink.table.api.DataTypes.DOUBLE;
import static org.apache.flink.table.api.DataTypes.FIELD;
import static org.apache.flink.table.api.DataTypes.INT;
import static org.apache.flink.table.api.DataTypes.MAP;
import static org.apache.flink.table.api.DataTypes.ROW;
import static org.apache.flink.table.api.DataTypes.STRING;
import static org.apache.flink.table.api.DataTypes.TIMESTAMP;
import static org.apache.flink.table.api.DataTypes.TIMESTAMP_LTZ;
import static org.apache.flink.table.api.DataTypes.TINYINT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.table.api.DataTypes;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.Snappy;

class ParquetRowsTest {

    @TempDir private Path folder;

    @SafeVarargs
    private Path write(CompressionCodecName codec, String schema, Consumer<Group>... rows)
            throws IOException {
        MessageType type = MessageTypeParser.parseMessageType("message m { " + schema + " }");
        Path file = folder.resolve("people.parquet");
        Files.deleteIfExists(file);
        try (ParquetWriter<Group> writer =
                ExampleParquetWriter.builder(new LocalOutputFile(file))
                        .withType(type)
                        .withConf(new PlainParquetConfiguration())
                        .withCodecFactory(new Compressors())
                        .withCompressionCodec(codec)
                        .withRowGroupSize(16L * 1024)
                        .build()) {
            for (Consumer<Group> row : rows) {
                Group group = new SimpleGroup(type);
                row.accept(group);
                writer.write(group);
            }
        }
        return file;
    }

    @SafeVarargs
    private Path write(String schema, Consumer<Group>... rows) throws IOException {
        return write(CompressionCodecName.UNCOMPRESSED, schema, rows);
    }

    private static Decoded read(Path file, DataTypes.Field... columns) throws IOException {
        org.apache.flink.core.fs.Path path = new org.apache.flink.core.fs.Path(file.toUri());
        FSDataInputStream stream = path.getFileSystem().open(path);
        return Decoded.of(
                declared -> new ParquetFormat().rows("people", stream, Files.size(file), declared),
                ROW(columns),
                ROW(columns));
    }

    private static void refuses(Path file, String message, DataTypes.Field... columns) {
        assertThatThrownBy(() -> read(file, columns))
                .isInstanceOf(FilesException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"})
    @SuppressWarnings("unchecked")
    void columnsAreFoundByNameInAllRowGroups(CompressionCodecName codec) throws Exception {
        Consumer<Group>[] rows =
                IntStream.range(0, 5_000)
                        .<Consumer<Group>>mapToObj(
                                id ->
                                        row -> {
                                            row.add("id", (long) id);
                                            if (id != 7) {
                                                row.add("name", "n" + id);
                                            }
                                        })
                        .toArray(Consumer[]::new);
        Path file =
                write(
                        codec,
                        "optional binary name (UTF8); optional int32 x; required int64 id;",
                        rows);

        List<String> read = read(file, FIELD("id", BIGINT()), FIELD("name", STRING())).rows();

        assertThat(read).hasSize(5_000).doesNotHaveDuplicates();
        assertThat(read.get(7)).isEqualTo("+I[7, null]");
        assertThat(read.get(4_999)).isEqualTo("+I[4999, n4999]");
    }

    @Test
    void aMissingColumnIsRefusedByName() throws Exception {
        refuses(
                write("required int64 id; optional binary nam (UTF8);"),
                "people: has no column 'name' (did you mean 'nam'?); it has id, nam",
                FIELD("id", BIGINT()),
                FIELD("name", STRING()));
    }

    @Test
    void aFileThatIsNotParquetIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("x"), "id,name\n1,Ann\n2,Bob\n");

        refuses(file, "people: is not a Parquet file", FIELD("id", BIGINT()));
    }

    @Test
    void singleValuesAreExact() throws Exception {
        Path file =
                write(
                        "required boolean b; required int32 i; required int64 u (INTEGER(64,false));"
                                + " required double d; required float f;"
                                + " required int64 dec (DECIMAL(18,2)); required int32 day (DATE);"
                                + " required binary s; required int64 local (TIMESTAMP(MICROS,false));"
                                + " required int64 utc (TIMESTAMP(NANOS,true));",
                        row ->
                                row.append("b", true)
                                        .append("i", -5)
                                        .append("u", -1L)
                                        .append("d", 0.1)
                                        .append("f", 0.5f)
                                        .append("dec", 12345L)
                                        .append("day", 1)
                                        .append("s", "é")
                                        .append("local", -1L)
                                        .append("utc", 1_000_000_001L));

        assertThat(
                        read(
                                        file,
                                        FIELD("b", BOOLEAN()),
                                        FIELD("i", TINYINT()),
                                        FIELD("u", DECIMAL(20, 0)),
                                        FIELD("d", DOUBLE()),
                                        FIELD("f", DOUBLE()),
                                        FIELD("dec", DECIMAL(10, 3)),
                                        FIELD("day", DATE()),
                                        FIELD("s", STRING()),
                                        FIELD("local", TIMESTAMP(6)),
                                        FIELD("utc", TIMESTAMP_LTZ(9)))
                                .rows())
                .containsExactly(
                        "+I[true, -5, 18446744073709551615, 0.1, 0.5, 123.450, 1970-01-02, é,"
                                + " 1969-12-31T23:59:59.999999, 1970-01-01T00:00:01.000000001Z]");
        assertThat(read(file, FIELD("i", STRING()), FIELD("dec", STRING())).rows())
                .containsExactly("+I[-5, 123.45]");
        assertThat(read(file, FIELD("u", BIGINT()), FIELD("dec", INT())).faults())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("people, row 1: column 'u' is declared BIGINT: '18446744073709551615'");
    }

    @Test
    void aColumnOfAnotherTypeIsRefused() throws Exception {
        Path file =
                write(
                        "required double d; required int64 utc (TIMESTAMP(MICROS,true)); required"
                                + " int96 old; required binary s (UTF8);");

        refuses(file, "column 'd' is declared INT: the file has", FIELD("d", INT()));
        refuses(file, "column 's' is declared BIGINT: the file has", FIELD("s", BIGINT()));
        refuses(file, "declare TIMESTAMP_LTZ(6)", FIELD("utc", TIMESTAMP(6)));
        refuses(file, "int96 old there", FIELD("old", TIMESTAMP(6)));
        refuses(file, "the file has a single value", FIELD("s", ARRAY(STRING())));
    }

    @Test
    void nestedValuesAreRead() throws Exception {
        Path file =
                write(
                        "optional group tags (LIST) { repeated group list { optional binary element"
                                + " (UTF8); } } optional group place { optional int32 zip; optional"
                                + " int32 x; } optional group marks (MAP) { repeated group key_value {"
                                + " required binary key (UTF8); optional int32 value; } }",
                        row -> {
                            Group tags = row.addGroup("tags");
                            tags.addGroup("list").add("element", "a");
                            tags.addGroup("list");
                            row.addGroup("place").add("zip", 7);
                            row.addGroup("marks")
                                    .addGroup("key_value")
                                    .append("key", "k")
                                    .append("value", 1);
                        },
                        row -> {});

        assertThat(
                        read(
                                        file,
                                        FIELD("marks", MAP(STRING(), BIGINT())),
                                        FIELD("place", ROW(FIELD("zip", INT()))),
                                        FIELD("tags", ARRAY(STRING())))
                                .rows())
                .containsExactly("+I[{k=1}, +I[7], [a, null]]", "+I[null, null, null]");
        refuses(file, "no field 'city' in it", FIELD("place", ROW(FIELD("city", STRING()))));
    }

    /** Compresses as writers do. */
    private static final class Compressors implements CompressionCodecFactory {

        @Override
        public BytesInputCompressor getCompressor(CompressionCodecName codec) {
            return new BytesInputCompressor() {
                @Override
                public BytesInput compress(BytesInput bytes) throws IOException {
                    byte[] plain = bytes.toInputStream().readAllBytes();
                    return BytesInput.from(
                            switch (codec) {
                                case SNAPPY -> Snappy.compress(plain);
                                case GZIP -> gzip(plain);
                                case ZSTD -> Zstd.compress(plain);
                                default -> plain;
                            });
                }

                @Override
                public CompressionCodecName getCodecName() {
                    return codec;
                }

                @Override
                public void release() {}
            };
        }

        private static byte[] gzip(byte[] plain) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (OutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(plain);
            }
            return out.toByteArray();
        }

        @Override
        public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
            throw new UnsupportedOperationException("files are only written");
        }

        @Override
        public void release() {}
    }
}
