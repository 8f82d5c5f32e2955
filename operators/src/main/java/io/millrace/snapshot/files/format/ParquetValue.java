/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/** Reads values of a Parquet type as a declared type, exactly or not at all. */
@FunctionalInterface
interface ParquetValue {

    /**
     * @param index index of the value in a repeated field
     */
    Object of(Group group, int field, int index) throws UnreadableValueException;

    /**
     * @throws UnreadableTypeException if values of the Parquet type can't be read as the declared
     *     type
     */
    static ParquetValue of(Type type, LogicalType declared) throws UnreadableTypeException {
        return switch (declared.getTypeRoot()) {
            case ARRAY -> ParquetNesting.list(group(type), (ArrayType) declared);
            case MAP -> ParquetNesting.map(group(type), (MapType) declared);
            case ROW -> row(group(type), (RowType) declared);
            default -> {
                if (!type.isPrimitive()) {
                    throw new UnreadableTypeException(
                            "the file has a nested value there; declare ROW, ARRAY or MAP");
                }
                yield ParquetScalar.of(type.asPrimitiveType(), declared);
            }
        };
    }

    private static GroupType group(Type type) throws UnreadableTypeException {
        if (type.isPrimitive()) {
            throw new UnreadableTypeException("the file has a single value there, " + type);
        }
        return type.asGroupType();
    }

    private static ParquetValue row(GroupType type, RowType declared)
            throws UnreadableTypeException {
        int[] positions = new int[declared.getFieldCount()];
        ParquetValue[] values = new ParquetValue[positions.length];
        for (int field = 0; field < positions.length; field++) {
            String name = declared.getFieldNames().get(field);
            if (!type.containsField(name)) {
                throw new UnreadableTypeException("the file has no field '" + name + "' in it");
            }
            positions[field] = type.getFieldIndex(name);
            values[field] = of(type.getType(name), declared.getTypeAt(field));
        }
        return (group, field, index) -> {
            Group inner = group.getGroup(field, index);
            Object[] row = new Object[values.length];
            for (int position = 0; position < row.length; position++) {
                row[position] = optional(values[position], inner, positions[position]);
            }
            return GenericRowData.of(row);
        };
    }

    /** Returns the only value of a field; null if the field has no value. */
    static Object optional(ParquetValue value, Group group, int field)
            throws UnreadableValueException {
        return group.getFieldRepetitionCount(field) == 0 ? null : value.of(group, field, 0);
    }
}
