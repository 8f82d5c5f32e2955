/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row.value;

import io.millrace.row.RowCodec;
import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;

/**
 * Encodes the values of one type as a {@link ValueTag} and a payload, in the stable layout of
 * {@link RowCodec}. Values are in Flink's internal form; null is SQL's null.
 */
public abstract class ValueCodec implements Serializable {

    private static final long serialVersionUID = 1L;

    private final byte tag;

    ValueCodec(byte tag) {
        this.tag = tag;
    }

    /**
     * @throws IllegalArgumentException if columns of this type can't be read
     */
    public static ValueCodec of(LogicalType type) {
        return switch (type.getTypeRoot()) {
            case BOOLEAN -> new ScalarCodecs.BooleanCodec();
            case TINYINT -> new ScalarCodecs.IntegerCodec(ScalarCodecs.Width.BYTE);
            case SMALLINT -> new ScalarCodecs.IntegerCodec(ScalarCodecs.Width.SHORT);
            case INTEGER -> new ScalarCodecs.IntegerCodec(ScalarCodecs.Width.INT);
            case BIGINT -> new ScalarCodecs.IntegerCodec(ScalarCodecs.Width.LONG);
            case FLOAT -> new ScalarCodecs.FloatCodec();
            case DOUBLE -> new ScalarCodecs.DoubleCodec();
            case DECIMAL -> new DecimalCodec((DecimalType) type);
            case CHAR, VARCHAR -> new ScalarCodecs.StringCodec();
            case BINARY, VARBINARY -> new ScalarCodecs.BytesCodec();
            case DATE -> new ScalarCodecs.DayOrTimeCodec(ValueTag.DATE);
            case TIME_WITHOUT_TIME_ZONE -> new ScalarCodecs.DayOrTimeCodec(ValueTag.TIME);
            case TIMESTAMP_WITHOUT_TIME_ZONE -> new ScalarCodecs.TimestampCodec(ValueTag.TIMESTAMP);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                    new ScalarCodecs.TimestampCodec(ValueTag.INSTANT);
            case ARRAY -> new NestedCodecs.ArrayCodec((ArrayType) type);
            case MAP -> new NestedCodecs.MapCodec((MapType) type);
            case ROW -> new NestedCodecs.StructCodec((RowType) type);
            default ->
                    throw new IllegalArgumentException(
                            "values of type " + type.asSummaryString() + " can't be read");
        };
    }

    public final void write(Object value, DataOutputSerializer output) throws IOException {
        if (value == null) {
            output.writeByte(ValueTag.NULL);
            return;
        }
        output.writeByte(tag);
        writePayload(value, output);
    }

    /** Returns the value, or null if null was written or the value could not be read. */
    public final Object read(DataInputDeserializer input) throws IOException {
        int found = input.readUnsignedByte();
        if (found == ValueTag.NULL) {
            return null;
        }
        if (found == ValueTag.UNREADABLE) {
            readBytes(input);
            return null;
        }
        if (found != tag) {
            throw new IOException("expected tag " + tag + " or null, found " + found);
        }
        return readPayload(input);
    }

    /**
     * Returns the position after a value of this codec.
     *
     * @param at position of the value's tag
     */
    public final int end(byte[] values, int at) throws IOException {
        int known = EncodedValue.end(values, at);
        if (known != EncodedValue.UNKNOWN) {
            return known;
        }
        DataInputDeserializer input = new DataInputDeserializer(values, at, values.length - at);
        read(input);
        return values.length - input.available();
    }

    abstract void writePayload(Object value, DataOutputSerializer output) throws IOException;

    abstract Object readPayload(DataInputDeserializer input) throws IOException;

    static void writeBytes(byte[] bytes, DataOutputSerializer output) throws IOException {
        Varint.write(bytes.length, output);
        output.write(bytes);
    }

    static byte[] readBytes(DataInputDeserializer input) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(Varint.read(input))];
        input.readFully(bytes);
        return bytes;
    }
}
