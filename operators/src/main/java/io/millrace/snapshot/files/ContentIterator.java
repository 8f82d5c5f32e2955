/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import io.millrace.snapshot.files.format.FileContent;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.flink.core.fs.FSDataInputStream;

/** The decompressed contents of a file: the file itself, or each entry of an archive. */
interface ContentIterator extends Closeable {

    /** Returns the next content; empty at the end. Close the previous content first. */
    Optional<FileContent> next() throws IOException;

    /** Opens the contents of a file; closing them closes the stream. */
    static ContentIterator of(
            SourceFile file, FSDataInputStream stream, FilesTable.Packaging packaging)
            throws IOException {
        return switch (packaging.compression().of(file.path())) {
            case AUTO, NONE -> new SingleContent(file, stream);
            case GZIP -> new SingleContent(file, allMembers(stream));
            case ZIP -> new ZipContentIterator(file, stream, packaging.zipEntries());
        };
    }

    private static InputStream allMembers(InputStream stream) throws IOException {
        return GzipCompressorInputStream.builder()
                .setInputStream(stream)
                .setDecompressConcatenated(true)
                .get();
    }

    /** The content of a file that is not an archive. */
    final class SingleContent implements ContentIterator {

        private final SourceFile file;
        private final InputStream stream;
        private boolean taken;

        private SingleContent(SourceFile file, InputStream stream) {
            this.file = file;
            this.stream = stream;
        }

        @Override
        public Optional<FileContent> next() {
            if (taken) {
                return Optional.empty();
            }
            taken = true;
            return Optional.of(new FileContent(file.path(), stream));
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
