/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row.value;

import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.utils.LogicalTypeUtils;

/** The codecs of values that contain other values. */
final class NestedCodecs {

    private NestedCodecs() {}

    static final class ArrayCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        private final ArrayData.ElementGetter getter;
        private final ValueCodec element;

        /**
         * The class of the array that is read: Flink takes primitive elements only from an array of
         * their wrapper class.
         */
        private final Class<?> elementClass;

        ArrayCodec(ArrayType type) {
            super(ValueTag.ARRAY);
            LogicalType elementType = type.getElementType();
            this.elementClass = LogicalTypeUtils.toInternalConversionClass(elementType);
            this.getter = ArrayData.createElementGetter(elementType);
            this.element = ValueCodec.of(elementType);
        }

        @Override
        void writePayload(Object value, DataOutputSerializer output) throws IOException {
            ArrayData array = (ArrayData) value;
            Varint.write(array.size(), output);
            for (int i = 0; i < array.size(); i++) {
                element.write(getter.getElementOrNull(array, i), output);
            }
        }

        @Override
        Object readPayload(DataInputDeserializer input) throws IOException {
            int size = Math.toIntExact(Varint.read(input));
            Object[] elements = (Object[]) Array.newInstance(elementClass, size);
            for (int i = 0; i < elements.length; i++) {
                elements[i] = element.read(input);
            }
            return new GenericArrayData(elements);
        }
    }

    /** Writes entries in the order of their keys' bytes, because a map has no order of its own. */
    static final class MapCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        private final ArrayData.ElementGetter keyGetter;
        private final ArrayData.ElementGetter valueGetter;
        private final ValueCodec key;
        private final ValueCodec value;

        MapCodec(MapType type) {
            super(ValueTag.MAP);
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
            Varint.write(sorted.size(), output);
            for (Map.Entry<byte[], Object> entry : sorted.entrySet()) {
                output.write(entry.getKey());
                value.write(entry.getValue(), output);
            }
        }

        @Override
        Object readPayload(DataInputDeserializer input) throws IOException {
            int size = Math.toIntExact(Varint.read(input));
            Map<Object, Object> entries = new LinkedHashMap<>();
            for (int i = 0; i < size; i++) {
                Object entryKey = key.read(input);
                entries.put(entryKey, value.read(input));
            }
            return new GenericMapData(entries);
        }
    }

    static final class StructCodec extends ValueCodec {

        private static final long serialVersionUID = 1L;

        private final List<RowData.FieldGetter> getters = new ArrayList<>();
        private final List<ValueCodec> fields = new ArrayList<>();

        StructCodec(RowType type) {
            super(ValueTag.ROW);
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
