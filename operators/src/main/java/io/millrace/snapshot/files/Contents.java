/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import io.millrace.snapshot.files.format.Content;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.flink.core.fs.FSDataInputStream;

/** What is in a file, decompressed: one content, or those of an archive's entries in turn. */
interface Contents extends Closeable {

    /** The next one; the one before is closed by then. */
    Optional<Content> next() throws IOException;

    /** Takes the stream over. */
    static Contents of(SourceFile file, FSDataInputStream stream, FilesTable.Packaging packaging)
            throws IOException {
        return switch (packaging.compression().of(file.path())) {
            case AUTO, NONE -> new SingleContent(file, stream);
            case GZIP -> new SingleContent(file, allMembers(stream));
            case ZIP -> new ZipContents(file, stream, packaging.zipEntries());
        };
    }

    private static InputStream allMembers(InputStream stream) throws IOException {
        return GzipCompressorInputStream.builder()
                .setInputStream(stream)
                .setDecompressConcatenated(true)
                .get();
    }

    /** The file itself. */
    final class SingleContent implements Contents {

        private final SourceFile file;
        private final InputStream stream;
        private boolean taken;

        private SingleContent(SourceFile file, InputStream stream) {
            this.file = file;
            this.stream = stream;
        }

        @Override
        public Optional<Content> next() {
            if (taken) {
                return Optional.empty();
            }
            taken = true;
            return Optional.of(new Content(file.path(), stream));
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
