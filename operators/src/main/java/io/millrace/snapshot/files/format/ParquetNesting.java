/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;

/** Reads lists and maps of three levels, as the specification of the format defines them. */
final class ParquetNesting {

    private ParquetNesting() {}

    static ParquetValue list(GroupType type, ArrayType declared) throws UnreadableTypeException {
        GroupType repeated = repeated(type, 1, ListLogicalTypeAnnotation.class, "list");
        ParquetValue element = ParquetValue.of(repeated.getType(0), declared.getElementType());
        return (group, field, index) -> {
            Group list = group.getGroup(field, index);
            Object[] elements = new Object[list.getFieldRepetitionCount(0)];
            for (int at = 0; at < elements.length; at++) {
                elements[at] = ParquetValue.optional(element, list.getGroup(0, at), 0);
            }
            return new GenericArrayData(elements);
        };
    }

    static ParquetValue map(GroupType type, MapType declared) throws UnreadableTypeException {
        GroupType repeated = repeated(type, 2, MapLogicalTypeAnnotation.class, "map");
        ParquetValue key = ParquetValue.of(repeated.getType(0), declared.getKeyType());
        ParquetValue value = ParquetValue.of(repeated.getType(1), declared.getValueType());
        return (group, field, index) -> {
            Group map = group.getGroup(field, index);
            Map<Object, Object> entries = new LinkedHashMap<>();
            for (int at = 0; at < map.getFieldRepetitionCount(0); at++) {
                Group entry = map.getGroup(0, at);
                entries.put(
                        ParquetValue.optional(key, entry, 0),
                        ParquetValue.optional(value, entry, 1));
            }
            return new GenericMapData(entries);
        };
    }

    private static GroupType repeated(
            GroupType type,
            int width,
            Class<? extends LogicalTypeAnnotation> annotation,
            String name)
            throws UnreadableTypeException {
        boolean fits =
                annotation.isInstance(type.getLogicalTypeAnnotation())
                        && type.getFieldCount() == 1
                        && type.getType(0).isRepetition(Type.Repetition.REPEATED)
                        && !type.getType(0).isPrimitive()
                        && type.getType(0).asGroupType().getFieldCount() == width;
        if (!fits) {
            throw new UnreadableTypeException(
                    "the file has no " + name + " of three levels there, but " + type.getName());
        }
        return type.getType(0).asGroupType();
    }
}
