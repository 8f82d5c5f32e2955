/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.apache.flink.core.fs.FSDataInputStream;

/** A read-only channel of a file in a Flink file system, for random access. */
final class ReadChannel implements SeekableByteChannel {

    private final FSDataInputStream stream;
    private final long length;
    private long position;
    private boolean open = true;

    ReadChannel(FSDataInputStream stream, long length) {
        this.stream = stream;
        this.length = length;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (stream.getPos() != position) {
            stream.seek(position);
        }
        byte[] bytes = new byte[target.remaining()];
        int count = stream.read(bytes, 0, bytes.length);
        if (count > 0) {
            target.put(bytes, 0, count);
            position += count;
        }
        return count;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long size() {
        return length;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        open = false;
        stream.close();
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }
}
