/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import com.github.luben.zstd.ZstdInputStream;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Decompresses the pages of Parquet files without Hadoop's codecs, which require a Hadoop
 * configuration.
 */
final class ParquetCodecs implements CompressionCodecFactory {

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return new Decompressor(codec);
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("files are only read");
    }

    @Override
    public void release() {}

    /** Decompresses pages of one codec. */
    private record Decompressor(CompressionCodecName codec) implements BytesInputDecompressor {

        @Override
        public BytesInput decompress(BytesInput compressed, int size) throws IOException {
            return BytesInput.from(decompress(compressed.toInputStream().readAllBytes(), size));
        }

        @Override
        public void decompress(ByteBuffer input, int inputSize, ByteBuffer output, int outputSize)
                throws IOException {
            byte[] bytes = new byte[inputSize];
            input.get(bytes);
            output.put(decompress(bytes, outputSize));
        }

        private byte[] decompress(byte[] bytes, int size) throws IOException {
            return switch (codec) {
                case UNCOMPRESSED -> bytes;
                case SNAPPY -> Snappy.uncompress(bytes);
                case GZIP -> exactly(new GZIPInputStream(new ByteArrayInputStream(bytes)), size);
                case ZSTD -> exactly(new ZstdInputStream(new ByteArrayInputStream(bytes)), size);
                case LZ4_RAW -> {
                    byte[] target = new byte[size];
                    new Lz4Decompressor().decompress(bytes, 0, bytes.length, target, 0, size);
                    yield target;
                }
                case LZO, BROTLI, LZ4 ->
                        throw new FilesException(
                                "Parquet compressed by "
                                        + codec
                                        + " can't be read; use SNAPPY, GZIP, ZSTD or LZ4_RAW");
            };
        }

        private static byte[] exactly(InputStream stream, int size) throws IOException {
            try (stream) {
                byte[] target = new byte[size];
                int count = stream.readNBytes(target, 0, size);
                if (count < size) {
                    throw new IOException("a page has " + count + " bytes instead of " + size);
                }
                return target;
            }
        }

        @Override
        public void release() {}
    }
}
