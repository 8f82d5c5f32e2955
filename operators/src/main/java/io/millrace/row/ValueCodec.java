/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.utils.LogicalTypeUtils;

/**
 * One value as a tag and a payload; the tags are part of the stable layout of {@link RowCodec}.
 * Values are Flink's internal ones, null included.
 */
abstract sealed class ValueCodec implements Serializable {

    private static final long serialVersionUID = 1L;

    static final byte NULL = 0;
    static final byte BOOLEAN = 1;
    static final byte INTEGER = 2;
    static final byte FLOAT = 3;
    static final byte DOUBLE = 4;
    static final byte DECIMAL = 5;
    static final byte STRING = 6;
    static final byte BYTES = 7;
    static final byte DATE = 9;
    static final byte TIME = 10;
    static final byte TIMESTAMP = 11;
    static final byte INSTANT = 12;

    /** In place of a value that its column's type can't hold: a text that says what and why. */
    static final byte UNREADABLE = 16;

    /** No position of a value. */
    static final int UNKNOWN = -1;

    private final byte tag;

    private ValueCodec(byte tag) {
        this.tag = tag;
    }

    static ValueCodec of(LogicalType type) {
        return switch (type.getTypeRoot()) {
            case BOOLEAN -> new BooleanCodec();
            case TINYINT -> new IntegerCodec(IntegerCodec.Width.BYTE);
            case SMALLINT -> new IntegerCodec(IntegerCodec.Width.SHORT);
            case INTEGER -> new IntegerCodec(IntegerCodec.Width.INT);
            case BIGINT -> new IntegerCodec(IntegerCodec.Width.LONG);
            case FLOAT -> new FloatCodec();
            case DOUBLE -> new DoubleCodec();
            case DECIMAL -> new DecimalCodec((DecimalType) type);
            case CHAR, VARCHAR -> new StringCodec();
            case BINARY, VARBINARY -> new BytesCodec();
            case DATE -> new DayOrTimeCodec(DATE);
            case TIME_WITHOUT_TIME_ZONE -> new DayOrTimeCodec(TIME);
            case TIMESTAMP_WITHOUT_TIME_ZONE -> new TimestampCodec(TIMESTAMP);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> new TimestampCodec(INSTANT);
            case ARRAY -> new ArrayCodec(((ArrayType) type).getElementType());
            case MAP -> new MapCodec((MapType) type);
            case ROW -> new NestedRowCodec((RowType) type);
            default ->
                    throw new IllegalArgumentException(
                            "values of type " + type.asSummaryString() + " can't be read");
        };
    }

    final void write(Object value, DataOutputSerializer output) throws IOException {
        if (value == null) {
            output.writeByte(NULL);
            return;
        }
        output.writeByte(tag);
        writePayload(value, output);
    }

    /** The value, or null if null was written or the value could not be read. */
    final Object read(DataInputDeserializer input) throws IOException {
        int found = input.readUnsignedByte();
        if (found == NULL) {
            return null;
        }
        if (found == UNREADABLE) {
            readBytes(input);
            return null;
        }
        if (found != tag) {
            throw new IOException("expected tag " + tag + " or null, found " + found);
        }
        return readPayload(input);
    }

    /**
     * Finds the end of a value.
     *
     * @param at where its tag is
     * @return where the next one's is; {@link #UNKNOWN} if that takes decoding it
     */
    static int skip(byte[] values, int at) {
        int payload = at + 1;
        return switch (values[at]) {
            case NULL -> payload;
            case BOOLEAN -> payload + 1;
            case FLOAT -> payload + Float.BYTES;
            case DOUBLE -> payload + Double.BYTES;
            case INTEGER, DATE, TIME -> behindVarint(values, payload);
            case TIMESTAMP, INSTANT -> behindVarint(values, behindVarint(values, payload));
            case STRING, BYTES, UNREADABLE -> {
                long length = 0;
                int position = payload;
                for (int shift = 0; ; shift += 7) {
                    byte next = values[position++];
                    length |= (long) (next & 0x7F) << shift;
                    if (next >= 0) {
                        yield position + (int) length;
                    }
                }
            }
            case DECIMAL -> {
                int size = behindVarint(values, payload);
                yield values[size] < 0 ? UNKNOWN : size + 1 + values[size];
            }
            default -> UNKNOWN;
        };
    }

    private static int behindVarint(byte[] values, int at) {
        int position = at;
        while (values[position] < 0) {
            position++;
        }
        return position + 1;
    }

    /**
     * What was written in place of a value that could not be read.
     *
     * @param at where the tag of it is, which is {@link #UNREADABLE}
     */
    static String fault(byte[] values, int at) throws IOException {
        byte[] text = readBytes(new DataInputDeserializer(values, at + 1, values.length - at - 1));
        return new String(text, StandardCharsets.UTF_8);
    }

    /** Where the value ends whose tag is at {@code at}. */
    final int end(byte[] values, int at) throws IOException {
        int known = skip(values, at);
        if (known != UNKNOWN) {
            return known;
        }
        DataInputDeserializer input = new DataInputDeserializer(values, at, values.length - at);
        read(input);
        return values.length - input.available();
    }

    abstract void writePayload(Object value, DataOutputSerializer output) throws IOException;

    abstract Object readPayload(DataInputDeserializer input) throws IOException;

    private static void writeVarint(long value, DataOutputSerializer output) throws IOException {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            output.writeByte((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        output.writeByte((int) rest);
    }

    private static long readVarint(DataInputDeserializer input) throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = input.readUnsignedByte();
            value |= (long) (next & 0x7F) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        throw new IOException("a number of more than 64 bits");
    }

    private static void writeSigned(long value, DataOutputSerializer output) throws IOException {
        writeVarint((value << 1) ^ (value >> 63), output);
    }

    private static long readSigned(DataInputDeserializer input) throws IOException {
        long value = readVarint(input);
        return (value >>> 1) ^ -(value & 1);
    }

    private static void writeBytes(byte[] bytes, DataOutputSerializer output) throws IOException {
        writeVarint(bytes.length, output);
        output.write(bytes);
    }

    private static byte[] readBytes(DataInputDeserializer input) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(readVarint(input))];
        input.readFully(bytes);
        return bytes;
    }

    private static final class BooleanCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        BooleanCodec() {
            super(BOOLEAN);
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

    private static final class IntegerCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        private final Width width;

        IntegerCodec(Width width) {
            super(INTEGER);
            this.width = width;
        }

        @Override
        void writePayload(Object value, DataOutputSerializer output) throws IOException {
            writeSigned(((Number) value).longValue(), output);
        }

        @Override
        Object readPayload(DataInputDeserializer input) throws IOException {
            long value = readSigned(input);
            // Boxed one by one: a switch expression would promote all of them to Long.
            return switch (width) {
                case BYTE -> (Object) (byte) value;
                case SHORT -> (Object) (short) value;
                case INT -> (Object) (int) value;
                case LONG -> (Object) value;
            };
        }

        enum Width {
            BYTE,
            SHORT,
            INT,
            LONG
        }
    }

    private static final class FloatCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        FloatCodec() {
            super(FLOAT);
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

    private static final class DoubleCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        DoubleCodec() {
            super(DOUBLE);
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

    private static final class DecimalCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        private final int precision;
        private final int scale;

        DecimalCodec(DecimalType type) {
            super(DECIMAL);
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
            writeSigned(shortest.scale(), output);
            writeBytes(shortest.unscaledValue().toByteArray(), output);
        }

        @Override
        Object readPayload(DataInputDeserializer input) throws IOException {
            int storedScale = Math.toIntExact(readSigned(input));
            int length = Math.toIntExact(readVarint(input));
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

    private static final class StringCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        StringCodec() {
            super(STRING);
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

    private static final class BytesCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        BytesCodec() {
            super(BYTES);
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
    private static final class DayOrTimeCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        DayOrTimeCodec(byte tag) {
            super(tag);
        }

        @Override
        void writePayload(Object value, DataOutputSerializer output) throws IOException {
            writeSigned((Integer) value, output);
        }

        @Override
        Object readPayload(DataInputDeserializer input) throws IOException {
            return (int) readSigned(input);
        }
    }

    private static final class TimestampCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        TimestampCodec(byte tag) {
            super(tag);
        }

        @Override
        void writePayload(Object value, DataOutputSerializer output) throws IOException {
            TimestampData timestamp = (TimestampData) value;
            writeSigned(timestamp.getMillisecond(), output);
            writeVarint(timestamp.getNanoOfMillisecond(), output);
        }

        @Override
        Object readPayload(DataInputDeserializer input) throws IOException {
            long millisecond = readSigned(input);
            return TimestampData.fromEpochMillis(millisecond, (int) readVarint(input));
        }
    }

    private static final class ArrayCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        private final ArrayData.ElementGetter getter;
        private final ValueCodec element;

        /** Flink asks an array of objects for the primitive ones only if it is of their class. */
        private final Class<?> elementClass;

        ArrayCodec(LogicalType elementType) {
            super((byte) 13);
            this.elementClass = LogicalTypeUtils.toInternalConversionClass(elementType);
            this.getter = ArrayData.createElementGetter(elementType);
            this.element = ValueCodec.of(elementType);
        }

        @Override
        void writePayload(Object value, DataOutputSerializer output) throws IOException {
            ArrayData array = (ArrayData) value;
            writeVarint(array.size(), output);
            for (int i = 0; i < array.size(); i++) {
                element.write(getter.getElementOrNull(array, i), output);
            }
        }

        @Override
        Object readPayload(DataInputDeserializer input) throws IOException {
            int size = Math.toIntExact(readVarint(input));
            Object[] elements = (Object[]) Array.newInstance(elementClass, size);
            for (int i = 0; i < elements.length; i++) {
                elements[i] = element.read(input);
            }
            return new GenericArrayData(elements);
        }
    }

    /** Entries in the order of their keys' bytes, since a map has no order of its own. */
    private static final class MapCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        private final ArrayData.ElementGetter keyGetter;
        private final ArrayData.ElementGetter valueGetter;
        private final ValueCodec key;
        private final ValueCodec value;

        MapCodec(MapType type) {
            super((byte) 14);
            this.keyGetter = ArrayData.createElementGetter(type.getKeyType());
            this.valueGetter = ArrayData.createElementGetter(type.getValueType());
            this.key = ValueCodec.of(type.getKeyType());
            this.value = ValueCodec.of(type.getValueType());
        }

        @Override
        void writePayload(Object written, DataOutputSerializer output) throws IOException {
            MapData map = (MapData) written;
            ArrayData keys = map.keyArray();
            ArrayData values = map.valueArray();
            Map<byte[], Object> sorted = new TreeMap<>(Arrays::compareUnsigned);
            DataOutputSerializer keyOutput = new DataOutputSerializer(64);
            for (int i = 0; i < map.size(); i++) {
                keyOutput.clear();
                key.write(keyGetter.getElementOrNull(keys, i), keyOutput);
                sorted.put(keyOutput.getCopyOfBuffer(), valueGetter.getElementOrNull(values, i));
            }
            writeVarint(sorted.size(), output);
            for (Map.Entry<byte[], Object> entry : sorted.entrySet()) {
                output.write(entry.getKey());
                value.write(entry.getValue(), output);
            }
        }

        @Override
        Object readPayload(DataInputDeserializer input) throws IOException {
            int size = Math.toIntExact(readVarint(input));
            Map<Object, Object> entries = new LinkedHashMap<>();
            for (int i = 0; i < size; i++) {
                Object entryKey = key.read(input);
                entries.put(entryKey, value.read(input));
            }
            return new GenericMapData(entries);
        }
    }

    private static final class NestedRowCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        private final List<RowData.FieldGetter> getters = new ArrayList<>();
        private final List<ValueCodec> fields = new ArrayList<>();

        NestedRowCodec(RowType type) {
            super((byte) 15);
            for (int i = 0; i < type.getFieldCount(); i++) {
                getters.add(RowData.createFieldGetter(type.getTypeAt(i), i));
                fields.add(ValueCodec.of(type.getTypeAt(i)));
            }
        }

        @Override
        void writePayload(Object value, DataOutputSerializer output) throws IOException {
            RowData row = (RowData) value;
            for (int i = 0; i < fields.size(); i++) {
                fields.get(i).write(getters.get(i).getFieldOrNull(row), output);
            }
        }

        @Override
        Object readPayload(DataInputDeserializer input) throws IOException {
            GenericRowData row = new GenericRowData(fields.size());
            for (int i = 0; i < fields.size(); i++) {
                row.setField(i, fields.get(i).read(input));
            }
            return row;
        }
    }
}
