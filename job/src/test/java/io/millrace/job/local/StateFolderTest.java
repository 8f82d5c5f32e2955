/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateFolderTest {

    @TempDir Path root;

    @Test
    void aFolderInUseIsRefusedNamingItsOwner() {
        try (StateFolder owner = StateFolder.open(root)) {
            assertThatThrownBy(() -> StateFolder.open(root))
                    .isInstanceOf(LocalClusterException.class)
                    .hasMessageContaining(owner.root().toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining("--state");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mine, yours", "mine:yours"})
    void aFolderFlinkWouldCutInTwoIsRefusedBeforeAnythingIsWritten(String name) {
        Path state = root.resolve(name);

        assertThatThrownBy(() -> StateFolder.open(state))
                .isInstanceOf(LocalClusterException.class)
                .hasMessageContaining(state.toString())
                .hasMessageContaining("--state");
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void aReleasedFolderCanBeLockedAgain() {
        StateFolder.open(root).close();

        StateFolder.open(root).closeAndClear();
    }

    @Test
    void whatIsTemporaryIsGoneAtTheNextStart() throws IOException {
        Path left = StateFolder.temporaryIn(root).resolve("rocksdb").resolve("1.sst");
        Files.createDirectories(left.getParent());
        Files.writeString(left, "left by a crash");

        try (StateFolder folder = StateFolder.open(root)) {
            assertThat(StateFolder.temporaryIn(folder.root())).isEmptyDirectory();
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "not a folder");

        assertThatThrownBy(() -> StateFolder.open(file.resolve("state")))
                .isInstanceOf(LocalClusterException.class)
                .hasMessageContaining("can't write the state folder " + file.resolve("state"));
    }

    @Test
    void aFullDiskIsReportedBeforeTheJobStarts() {
        assertThatThrownBy(() -> StateFolder.open(root, Long.MAX_VALUE))
                .isInstanceOf(LocalClusterException.class)
                .hasMessageContaining("MB left");

        StateFolder.open(root).close();
    }

    @Test
    void metadataThatIsNotWholeIsNoRestorePoint() throws IOException {
        try (StateFolder folder = StateFolder.open(root)) {
            Path half = StateFolder.checkpointsIn(root).resolve("job/chk-3/_metadata");
            Files.createDirectories(half.getParent());
            Files.write(half, new byte[] {0x49, 0x60});

            assertThat(folder.restorePoints()).isEmpty();
        }
    }
}
