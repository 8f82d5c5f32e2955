/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row.value;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.types.logical.DecimalType;

/** Encodes decimals without trailing zeros: the scale, then the digits. */
final class DecimalCodec extends ValueCodec {

    private static final long serialVersionUID = 1L;

    private final int precision;
    private final int scale;

    DecimalCodec(DecimalType type) {
        super(ValueTag.DECIMAL);
        this.precision = type.getPrecision();
        this.scale = type.getScale();
    }

    @Override
    void writePayload(Object value, DataOutputSerializer output) throws IOException {
        DecimalData decimal = (DecimalData) value;
        if (decimal.isCompact()) {
            byte[] payload = new byte[CompactDecimal.MOST_BYTES];
            int length =
                    CompactDecimal.write(decimal.toUnscaledLong(), decimal.scale(), payload, 0);
            output.write(payload, 0, length);
            return;
        }
        BigDecimal shortest = decimal.toBigDecimal().stripTrailingZeros();
        Varint.writeSigned(shortest.scale(), output);
        writeBytes(shortest.unscaledValue().toByteArray(), output);
    }

    @Override
    Object readPayload(DataInputDeserializer input) throws IOException {
        int storedScale = Math.toIntExact(Varint.readSigned(input));
        int length = Math.toIntExact(Varint.read(input));
        if (length > Long.BYTES) {
            byte[] digits = new byte[length];
            input.readFully(digits);
            return decimal(new BigDecimal(new BigInteger(digits), storedScale));
        }
        long unscaled = input.readByte();
        for (int i = 1; i < length; i++) {
            unscaled = (unscaled << Byte.SIZE) | input.readUnsignedByte();
        }
        Optional<DecimalData> rescaled =
                CompactDecimal.rescaled(unscaled, storedScale, precision, scale);
        return rescaled.isPresent()
                ? rescaled.get()
                : decimal(BigDecimal.valueOf(unscaled, storedScale));
    }

    private DecimalData decimal(BigDecimal value) {
        return DecimalData.fromBigDecimal(value, precision, scale);
    }
}
