/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import io.millrace.snapshot.files.format.FileContent;
import io.millrace.snapshot.files.format.FilesException;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.flink.core.fs.FSDataInputStream;

/**
 * The matching entries of a zip file, in the order of its bytes. The directory at the end of the
 * file is read first, so a truncated file fails. An encrypted entry or a wrong checksum fails too.
 */
final class ZipContentIterator implements ContentIterator {

    private final SourceFile file;
    private final ZipFile zip;
    private final Iterator<ZipArchiveEntry> entries;

    ZipContentIterator(SourceFile file, FSDataInputStream stream, String pattern)
            throws IOException {
        this.file = file;
        this.zip =
                ZipFile.builder()
                        .setSeekableByteChannel(new ReadChannel(stream, file.length()))
                        .get();
        Pattern regex = PathPattern.regex(pattern);
        List<ZipArchiveEntry> matching =
                Collections.list(zip.getEntriesInPhysicalOrder()).stream()
                        .filter(entry -> !entry.isDirectory())
                        .filter(entry -> !FileListing.isHidden(entry.getName()))
                        .filter(entry -> regex.matcher(entry.getName()).matches())
                        .toList();
        if (matching.isEmpty()) {
            throw new FilesException(file.path() + ": no entry matches 'zip.entries' " + pattern);
        }
        this.entries = matching.iterator();
    }

    @Override
    public Optional<FileContent> next() throws IOException {
        return entries.hasNext() ? Optional.of(content(entries.next())) : Optional.empty();
    }

    private FileContent content(ZipArchiveEntry entry) throws IOException {
        String name = file.path() + ", entry " + entry.getName();
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            throw new FilesException(name + ": is encrypted, which can't be read");
        }
        if (!zip.canReadEntryData(entry)) {
            throw new FilesException(
                    name + ": is compressed in a way that can't be read; use deflate");
        }
        return new FileContent(name, new VerifiedEntry(zip.getInputStream(entry), entry, name));
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
