/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import io.millrace.snapshot.files.format.FileRows;
import io.millrace.snapshot.files.format.FilesException;
import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/**
 * Reads all rows of one file. The file must have the same length and modification time as in the
 * listing, when it is opened and after its last row.
 */
final class OpenedFile implements Closeable {

    private final SourceFile file;
    private final RowSections sections;
    private Optional<FileRows> rows = Optional.empty();

    /** Columns that no row of the finished sections has; empty before the first section ends. */
    private Optional<Set<String>> unseenBefore = Optional.empty();

    private OpenedFile(SourceFile file, RowSections sections) {
        this.file = file;
        this.sections = sections;
    }

    /**
     * @throws FilesException if the file can't be opened, or has changed since it was listed
     */
    static OpenedFile open(SourceFile file, FilesTable table) {
        if (file.length() == 0) {
            throw new FilesException(
                    file.path() + ": is empty, 0 bytes; was it written to its end?");
        }
        try {
            Path path = new Path(file.path());
            FSDataInputStream stream = path.getFileSystem().open(path);
            try {
                checkUnchanged(file);
                return new OpenedFile(file, RowSections.of(file, stream, table));
            } catch (IOException | RuntimeException e) {
                stream.close();
                throw e;
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Moves to the next row; false at the end. */
    boolean next() {
        try {
            while (rows.isEmpty() || !rows.get().next()) {
                if (rows.isPresent()) {
                    unseenBefore = Optional.of(unseen());
                }
                close(rows);
                rows = sections.next();
                if (rows.isEmpty()) {
                    checkUnchanged(file);
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** See {@link FileRows#values()}. */
    Object[] values() {
        return rows.orElseThrow().values();
    }

    /** See {@link FileRows#unseen()}. */
    Set<String> unseen() {
        Optional<Set<String>> now = rows.map(FileRows::unseen);
        if (now.isEmpty() || unseenBefore.isEmpty()) {
            return now.or(() -> unseenBefore).orElse(Set.of());
        }
        Set<String> both = new LinkedHashSet<>(now.get());
        both.retainAll(unseenBefore.get());
        return both;
    }

    private static void checkUnchanged(SourceFile file) throws IOException {
        Path path = new Path(file.path());
        FileStatus status = path.getFileSystem().getFileStatus(path);
        if (!SourceFile.of(status).equals(file)) {
            throw new FilesException(
                    file.path()
                            + ": was changed while it was read. Nothing is removed; write files"
                            + " under another name and rename them when they are complete");
        }
    }

    private static FilesException unreadable(SourceFile file, IOException cause) {
        String why =
                cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new FilesException(file.path() + ": can't be read: " + why, cause);
    }

    private static void close(Optional<FileRows> rows) throws IOException {
        if (rows.isPresent()) {
            rows.get().close();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            close(rows);
        } finally {
            sections.close();
        }
    }
}
