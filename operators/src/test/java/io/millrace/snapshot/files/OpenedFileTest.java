/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.snapshot.files.format.FilesException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenedFileTest {

    private static final RowType COLUMNS =
            (RowType)
                    DataTypes.ROW(
                                    DataTypes.FIELD("id", DataTypes.BIGINT()),
                                    DataTypes.FIELD("name", DataTypes.STRING()))
                            .getLogicalType();

    @TempDir private Path folder;

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static FilesTable table(Path path, String... options) {
        Map<String, String> given =
                new java.util.HashMap<>(Map.of("path", path.toString(), "format", "csv"));
        for (int index = 0; index < options.length; index += 2) {
            given.put(options[index], options[index + 1]);
        }
        return FilesDefinition.table(given, COLUMNS);
    }

    private static OpenedFile open(FilesTable table) {
        return OpenedFile.open(FileListing.of(table.location()).get(0), table);
    }

    private static List<String> rows(FilesTable table) throws IOException {
        List<String> rows = new ArrayList<>();
        try (OpenedFile reading = open(table)) {
            while (reading.next()) {
                rows.add(Arrays.toString(reading.values()));
            }
        }
        return rows;
    }

    private static void fails(FilesTable table, String message) {
        assertThatThrownBy(() -> rows(table))
                .isInstanceOf(FilesException.class)
                .hasMessageContaining(message);
    }

    private static byte[] csv(String... lines) {
        return ("id,name\n" + String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] zip(Object... namesAndBytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int index = 0; index < namesAndBytes.length; index += 2) {
                zip.putNextEntry(new ZipEntry((String) namesAndBytes[index]));
                zip.write((byte[]) namesAndBytes[index + 1]);
            }
        }
        return out.toByteArray();
    }

    @Test
    void aGzipFileIsDetectedByItsEndingOrByTheOption() throws Exception {
        byte[] bytes = gzip(csv("1,Ann"));

        assertThat(rows(table(write("a.csv.gz", bytes)))).containsExactly("[1, Ann]");
        assertThat(rows(table(write("a.bin", bytes), "compression", "gzip"))).hasSize(1);
        fails(table(write("b.csv", bytes)), "b.csv, line 1: is not text in UTF-8");
        fails(table(write("c.gz", csv("1,Ann"))), "c.gz: can't be read:");
        assertThat(rows(table(write("d.gz", csv("1,Ann")), "compression", "none"))).hasSize(1);
    }

    @Test
    void allMembersOfAGzipFileAreRead() throws Exception {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.write(gzip(csv("1,Ann")));
        members.write(gzip("2,Bob\n".getBytes(StandardCharsets.UTF_8)));

        assertThat(rows(table(write("a.gz", members.toByteArray())))).hasSize(2);
    }

    @Test
    void aTruncatedGzipFileIsAFailure() throws Exception {
        byte[] bytes = gzip(csv("1,Ann", "2,Bob", "3,Cid"));

        fails(table(write("a.gz", Arrays.copyOf(bytes, bytes.length - 12))), "a.gz");
        fails(table(write("b.gz", Arrays.copyOf(bytes, bytes.length - 4))), "b.gz");
    }

    @Test
    void theMatchingEntriesOfAZipFileAreRead() throws Exception {
        Path file =
                write(
                        "a.zip",
                        zip(
                                "x/one.csv",
                                csv("1,Ann"),
                                "two.csv",
                                "name,id\nBob,2".getBytes(StandardCharsets.UTF_8),
                                "__MACOSX/._two.csv",
                                csv("9,x"),
                                "README.txt",
                                csv("8,x")));

        assertThat(rows(table(file, "zip.entries", "**/*.csv")))
                .containsExactly("[1, Ann]", "[2, Bob]");
        assertThat(rows(table(file, "zip.entries", "*.csv"))).containsExactly("[2, Bob]");
        fails(table(file, "zip.entries", "*.json"), "a.zip: no entry matches 'zip.entries' *.json");
    }

    @Test
    void aFaultInAZipFileHasTheNameOfTheEntry() throws Exception {
        fails(
                table(write("a.zip", zip("one.csv", csv("1,Ann"), "two.csv", csv("2")))),
                "a.zip, entry two.csv, line 2: has 1 fields, the header has 2");
    }

    @Test
    void aTruncatedOrDamagedZipFileIsAFailure() throws Exception {
        byte[] bytes = zip("one.csv", csv("1,Ann"), "two.csv", csv("2,Bob"));

        fails(table(write("cut.zip", Arrays.copyOf(bytes, bytes.length - 30))), "cut.zip");
        byte[] damaged = stored("one.csv", csv("1,Ann"));
        int at = new String(damaged, StandardCharsets.ISO_8859_1).indexOf("Ann");
        damaged[at] = 'B';
        fails(table(write("damaged.zip", damaged)), "damaged.zip, entry one.csv: is damaged");
    }

    private static byte[] stored(String name, byte[] bytes) throws IOException {
        java.util.zip.CRC32 checksum = new java.util.zip.CRC32();
        checksum.update(bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            ZipEntry entry = new ZipEntry(name);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(bytes.length);
            entry.setCrc(checksum.getValue());
            zip.putNextEntry(entry);
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void anEncryptedEntryIsRefused() throws Exception {
        byte[] bytes = stored("one.csv", csv("1,Ann"));
        int directory = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\001\002");
        bytes[6] |= 1;
        bytes[directory + 8] |= 1;

        fails(table(write("a.zip", bytes)), "a.zip, entry one.csv: is encrypted");
    }

    @Test
    void anEmptyFileIsAFailure() throws Exception {
        fails(table(write("a.csv", new byte[0])), "a.csv: is empty, 0 bytes");
        fails(table(write("a.json", new byte[0]), "format", "json"), "a.json: is empty, 0 bytes");
    }

    @Test
    void aFileThatChangesWhileItIsReadIsAFailure() throws Exception {
        Path file = write("a.csv", csv("1,Ann", "2,Bob"));
        FilesTable table = table(file);
        SourceFile listed = FileListing.of(table.location()).get(0);
        try (OpenedFile reading = OpenedFile.open(listed, table)) {
            assertThat(reading.next()).isTrue();
            write("a.csv", csv("1,Ann", "2,Bob", "3,Cid"));
            assertThat(reading.next()).isTrue();

            assertThatThrownBy(
                            () -> {
                                while (reading.next()) {
                                    reading.values();
                                }
                            })
                    .isInstanceOf(FilesException.class)
                    .hasMessageContaining("a.csv: was changed while it was read");
        }
        assertThatThrownBy(() -> OpenedFile.open(listed, table))
                .hasMessageContaining("a.csv: was changed while it was read");
    }

    @Test
    void aFileThatIsRemovedWhileItIsReadIsAFailure() throws Exception {
        FilesTable table = table(write("a.csv", csv("1,Ann")));
        try (OpenedFile reading = open(table)) {
            Files.delete(folder.resolve("a.csv"));
            assertThat(reading.next()).isTrue();

            assertThatThrownBy(reading::next).hasMessageContaining("a.csv: can't be read");
        }
    }
}
