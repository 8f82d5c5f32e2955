/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import io.millrace.snapshot.files.format.FilesException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;

/** The bytes of a zip entry. Fails at the end if their checksum is not that of the entry. */
final class VerifiedEntry extends InputStream {

    private final CheckedInputStream stream;
    private final ZipArchiveEntry entry;
    private final String name;

    VerifiedEntry(InputStream stream, ZipArchiveEntry entry, String name) {
        this.stream = new CheckedInputStream(stream, new CRC32());
        this.entry = entry;
        this.name = name;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = stream.read(target, offset, length);
        if (count < 0 && stream.getChecksum().getValue() != entry.getCrc()) {
            throw new FilesException(name + ": is damaged, its checksum is another");
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
