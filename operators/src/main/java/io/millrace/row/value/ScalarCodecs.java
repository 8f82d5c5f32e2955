/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row.value;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

/** The codecs of single values. */
final class ScalarCodecs {

    private ScalarCodecs() {}

    static final class BooleanCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        BooleanCodec() {
            super(ValueTag.BOOLEAN);
        }

        @Override
        void writePayload(Object value, DataOutputSerializer output) throws IOException {
            output.writeBoolean((Boolean) value);
        }

        @Override
        Object readPayload(DataInputDeserializer input) throws IOException {
            return input.readBoolean();
        }
    }

    /** The Java type of a whole number in Flink's internal form. */
    enum Width {
        BYTE,
        SHORT,
        INT,
        LONG
    }

    static final class IntegerCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        private final Width width;

        IntegerCodec(Width width) {
            super(ValueTag.INTEGER);
            this.width = width;
        }

        @Override
        void writePayload(Object value, DataOutputSerializer output) throws IOException {
            Varint.writeSigned(((Number) value).longValue(), output);
        }

        @Override
        Object readPayload(DataInputDeserializer input) throws IOException {
            long value = Varint.readSigned(input);
            // Boxed one by one: a switch expression would promote all of them to Long.
            return switch (width) {
                case BYTE -> (Object) (byte) value;
                case SHORT -> (Object) (short) value;
                case INT -> (Object) (int) value;
                case LONG -> (Object) value;
            };
        }
    }

    static final class FloatCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        FloatCodec() {
            super(ValueTag.FLOAT);
        }

        @Override
        void writePayload(Object value, DataOutputSerializer output) throws IOException {
            output.writeInt(Float.floatToIntBits((Float) value));
        }

        @Override
        Object readPayload(DataInputDeserializer input) throws IOException {
            return Float.intBitsToFloat(input.readInt());
        }
    }

    static final class DoubleCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        DoubleCodec() {
            super(ValueTag.DOUBLE);
        }

        @Override
        void writePayload(Object value, DataOutputSerializer output) throws IOException {
            output.writeLong(Double.doubleToLongBits((Double) value));
        }

        @Override
        Object readPayload(DataInputDeserializer input) throws IOException {
            return Double.longBitsToDouble(input.readLong());
        }
    }

    static final class StringCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        StringCodec() {
            super(ValueTag.STRING);
        }

        @Override
        void writePayload(Object value, DataOutputSerializer output) throws IOException {
            writeBytes(UnicodeText.bytes((StringData) value), output);
        }

        @Override
        Object readPayload(DataInputDeserializer input) throws IOException {
            return StringData.fromBytes(readBytes(input));
        }
    }

    static final class BytesCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        BytesCodec() {
            super(ValueTag.BYTES);
        }

        @Override
        void writePayload(Object value, DataOutputSerializer output) throws IOException {
            writeBytes((byte[]) value, output);
        }

        @Override
        Object readPayload(DataInputDeserializer input) throws IOException {
            return readBytes(input);
        }
    }

    /** Days since the epoch, or milliseconds of a day. */
    static final class DayOrTimeCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        DayOrTimeCodec(byte tag) {
            super(tag);
        }

        @Override
        void writePayload(Object value, DataOutputSerializer output) throws IOException {
            Varint.writeSigned((Integer) value, output);
        }

        @Override
        Object readPayload(DataInputDeserializer input) throws IOException {
            return (int) Varint.readSigned(input);
        }
    }

    static final class TimestampCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        TimestampCodec(byte tag) {
            super(tag);
        }

        @Override
        void writePayload(Object value, DataOutputSerializer output) throws IOException {
            TimestampData timestamp = (TimestampData) value;
            Varint.writeSigned(timestamp.getMillisecond(), output);
            Varint.write(timestamp.getNanoOfMillisecond(), output);
        }

        @Override
        Object readPayload(DataInputDeserializer input) throws IOException {
            long millisecond = Varint.readSigned(input);
            return TimestampData.fromEpochMillis(millisecond, (int) Varint.read(input));
        }
    }
}
