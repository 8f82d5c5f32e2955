/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import io.millrace.snapshot.files.format.FileColumns;
import io.millrace.snapshot.files.format.FileContent;
import io.millrace.snapshot.files.format.FileRows;
import io.millrace.snapshot.files.format.ParquetFormat;
import io.millrace.snapshot.files.format.TextFormat;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.core.fs.FSDataInputStream;

/** The rows of a file: one section, or one section per entry of an archive. */
interface RowSections extends Closeable {

    /** Returns the next section; empty at the end. Close the previous section first. */
    Optional<FileRows> next() throws IOException;

    /** Opens the sections of a file; closing them closes the stream. */
    static RowSections of(SourceFile file, FSDataInputStream stream, FilesTable table)
            throws IOException {
        Opening opening =
                table.format()
                        .match(
                                text -> () -> ofText(text, file, stream, table),
                                parquet -> () -> ofParquet(parquet, file, stream, table));
        return opening.open();
    }

    private static RowSections ofText(
            TextFormat format, SourceFile file, FSDataInputStream stream, FilesTable table)
            throws IOException {
        ContentIterator contents = ContentIterator.of(file, stream, table.packaging());
        return new TextSections(contents, format, table.columns());
    }

    private static RowSections ofParquet(
            ParquetFormat format, SourceFile file, FSDataInputStream stream, FilesTable table)
            throws IOException {
        return new SingleSection(format.rows(file.path(), stream, file.length(), table.columns()));
    }

    /** Opens the sections of a file of one format. */
    @FunctionalInterface
    interface Opening {

        RowSections open() throws IOException;
    }

    /** One section per content. */
    record TextSections(ContentIterator contents, TextFormat format, FileColumns columns)
            implements RowSections {

        @Override
        public Optional<FileRows> next() throws IOException {
            Optional<FileContent> content = contents.next();
            return content.isEmpty()
                    ? Optional.empty()
                    : Optional.of(format.rows(content.get(), columns));
        }

        @Override
        public void close() throws IOException {
            contents.close();
        }
    }

    /** The whole file as one section. */
    final class SingleSection implements RowSections {

        private final FileRows rows;
        private boolean taken;

        private SingleSection(FileRows rows) {
            this.rows = rows;
        }

        @Override
        public Optional<FileRows> next() {
            if (taken) {
                return Optional.empty();
            }
            taken = true;
            return Optional.of(rows);
        }

        @Override
        public void close() throws IOException {
            rows.close();
        }
    }
}
