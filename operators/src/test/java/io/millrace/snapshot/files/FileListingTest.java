/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.snapshot.files.FilesOptions.FileChoice;
import io.millrace.snapshot.files.FilesOptions.FileOrder;
import io.millrace.snapshot.files.format.FilesException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileListingTest {

    @TempDir private Path folder;

    @BeforeEach
    void write() throws IOException {
        String[] oldestFirst = {
            "in/c.csv",
            "in/a.csv",
            "in/deep/er/b.csv",
            "in/_SUCCESS",
            "in/.a.csv.crc",
            "in/a.csv.crc",
            "in/d.csv.tmp",
            "in/e.csv.filepart",
            "in/_temporary/f.csv",
            "in/.hidden/g.csv",
            "in/h.json"
        };
        for (int age = 0; age < oldestFirst.length; age++) {
            Path file = folder.resolve(oldestFirst[age]);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "x");
            Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L + age * 1000));
        }
    }

    private List<String> names(String path, FileChoice choice, FileOrder order) {
        return FileListing.of(new FilesTable.Location(folder + "/" + path, choice, order)).stream()
                .map(file -> file.path().substring(file.path().indexOf("/in/") + 4))
                .toList();
    }

    private List<String> all(String path) {
        return names(path, FileChoice.ALL, FileOrder.MODIFICATION_TIME);
    }

    @Test
    void aFolderHasAllFilesBelowItExceptHiddenAndUnfinishedFiles() {
        assertThat(all("in")).containsExactly("h.json", "deep/er/b.csv", "a.csv", "c.csv");
        assertThat(all("in/")).hasSize(4);
    }

    @Test
    void aPatternSelectsFiles() {
        assertThat(all("in/*.csv")).containsExactly("a.csv", "c.csv");
        assertThat(all("in/**/*.csv")).containsExactly("deep/er/b.csv", "a.csv", "c.csv");
        assertThat(all("in/*/?r/{a,b}.csv")).containsExactly("deep/er/b.csv");
        assertThat(all("i?/[*.csv,h.json]".replace("[", "{").replace("]", "}"))).hasSize(3);
    }

    @Test
    void aPathOfAFileIsReadWithAnyName() {
        assertThat(all("in/_SUCCESS")).containsExactly("_SUCCESS");
    }

    @Test
    void theNewestFileIsTheLastModifiedOrTheLastByName() {
        assertThat(names("in/*.csv", FileChoice.NEWEST, FileOrder.MODIFICATION_TIME))
                .containsExactly("a.csv");
        assertThat(names("in/*.csv", FileChoice.NEWEST, FileOrder.NAME)).containsExactly("c.csv");
    }

    @Test
    void filesOfTheSameTimeAreOrderedByName() throws IOException {
        for (String name : List.of("c.csv", "a.csv")) {
            Files.setLastModifiedTime(folder.resolve("in/" + name), FileTime.fromMillis(5000));
        }

        assertThat(names("in/*.csv", FileChoice.NEWEST, FileOrder.MODIFICATION_TIME))
                .containsExactly("c.csv");
    }

    @Test
    void noFileIsAFailure() {
        assertThatThrownBy(() -> all("in/*.txt"))
                .isInstanceOf(FilesException.class)
                .hasMessage(
                        "no file matches 'path' "
                                + folder
                                + "/in/*.txt. Nothing is removed; correct 'path', or wait for the"
                                + " files");
        assertThatThrownBy(() -> all("in/*.tmp"))
                .hasMessageContaining(": 1 hidden or unfinished ones are left out");
        assertThatThrownBy(() -> all("out/*.csv")).hasMessageContaining("there is no " + folder);
        assertThatThrownBy(() -> all("in/x.csv")).hasMessageContaining("there is no " + folder);
    }

    @Test
    void aMissingFileSystemIsNamed() {
        FilesTable.Location location =
                new FilesTable.Location(
                        "s3://bucket/in/*.csv", FileChoice.ALL, FileOrder.MODIFICATION_TIME);

        assertThatThrownBy(() -> FileListing.of(location))
                .isInstanceOf(FilesException.class)
                .hasMessageContaining("s3://bucket/in/*.csv")
                .hasMessageContaining("flink-s3-fs-hadoop");
    }
}
