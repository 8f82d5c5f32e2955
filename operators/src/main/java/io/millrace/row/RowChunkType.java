/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Flink's type information of {@link RowChunk}: selects {@link RowChunkSerializer}. */
final class RowChunkType extends TypeInformation<RowChunk> {

    private static final long serialVersionUID = 1L;

    /** Flink finds this factory by the annotation of {@link RowChunk}. */
    public static final class Factory extends TypeInfoFactory<RowChunk> {

        @Override
        public TypeInformation<RowChunk> createTypeInfo(
                Type type, Map<String, TypeInformation<?>> parameters) {
            return new RowChunkType();
        }
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public Class<RowChunk> getTypeClass() {
        return RowChunk.class;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<RowChunk> createSerializer(SerializerConfig config) {
        return RowChunkSerializer.INSTANCE;
    }

    @Override
    public String toString() {
        return "RowChunk";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowChunkType;
    }

    @Override
    public int hashCode() {
        return RowChunkType.class.hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof RowChunkType;
    }
}
