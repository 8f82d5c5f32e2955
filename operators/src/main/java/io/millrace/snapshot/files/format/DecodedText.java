/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * The characters of a content, without a byte order mark. Bytes that are invalid in the character
 * set are never replaced: reading fails with the number of the line.
 */
final class DecodedText extends Reader {

    private static final int BYTES = 32 * 1024;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final FileContent content;
    private final InputStream stream;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(BYTES).flip();
    private long line = 1;
    private boolean started;
    private boolean ended;

    DecodedText(FileContent content, Charset charset) {
        this.content = content;
        this.stream = content.stream();
        this.decoder =
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Reads at least one character; {@code length} must be at least two. */
    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        CharBuffer out = CharBuffer.wrap(target, offset, length).slice();
        while (out.position() == 0) {
            CoderResult result = decoder.decode(bytes, out, ended);
            int decoded = out.position();
            countLines(target, offset, decoded);
            if (result.isError()) {
                throw notOfCharset();
            }
            if (!started && decoded > 0) {
                started = true;
                dropMark(out, decoded);
            }
            if (out.position() == 0 && result.isUnderflow()) {
                if (ended) {
                    return -1;
                }
                fill();
            }
        }
        return out.position();
    }

    private static void dropMark(CharBuffer out, int decoded) {
        if (out.get(0) == BYTE_ORDER_MARK) {
            out.position(1).limit(decoded).compact();
        }
    }

    private void fill() throws IOException {
        bytes.compact();
        int count = stream.read(bytes.array(), bytes.position(), bytes.remaining());
        if (count < 0) {
            ended = true;
        } else {
            bytes.position(bytes.position() + count);
        }
        bytes.flip();
    }

    private void countLines(char[] target, int offset, int count) {
        for (int index = offset; index < offset + count; index++) {
            if (target[index] == '\n') {
                line++;
            }
        }
    }

    private FilesException notOfCharset() {
        return content.failure(
                line,
                "is not text in "
                        + decoder.charset().name()
                        + (started ? "" : "; another character set, or compressed?")
                        + " (see 'charset')");
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
