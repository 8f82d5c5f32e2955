/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import io.millrace.snapshot.files.format.Content;
import io.millrace.snapshot.files.format.FileColumns;
import io.millrace.snapshot.files.format.FileRows;
import io.millrace.snapshot.files.format.TextFormat;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.core.fs.FSDataInputStream;

/** The rows of a file: all in one section, or a section for each entry of an archive. */
interface Sections extends Closeable {

    /** The next one; the one before is closed by then. */
    Optional<FileRows> next() throws IOException;

    /** Takes the stream over. */
    static Sections of(SourceFile file, FSDataInputStream stream, FilesTable table)
            throws IOException {
        Opening opening =
                table.format()
                        .match(
                                text ->
                                        () ->
                                                new OfText(
                                                        Contents.of(
                                                                file, stream, table.packaging()),
                                                        text,
                                                        table.columns()),
                                parquet ->
                                        () ->
                                                new Single(
                                                        parquet.rows(
                                                                file.path(),
                                                                stream,
                                                                file.length(),
                                                                table.columns())));
        return opening.open();
    }

    /** Opens a file in the way of its format. */
    @FunctionalInterface
    interface Opening {

        Sections open() throws IOException;
    }

    /** One for each content. */
    record OfText(Contents contents, TextFormat format, FileColumns columns) implements Sections {

        @Override
        public Optional<FileRows> next() throws IOException {
            Optional<Content> content = contents.next();
            return content.isEmpty()
                    ? Optional.empty()
                    : Optional.of(format.rows(content.get(), columns));
        }

        @Override
        public void close() throws IOException {
            contents.close();
        }
    }

    /** The whole file. */
    final class Single implements Sections {

        private final FileRows rows;
        private boolean taken;

        private Single(FileRows rows) {
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
