/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.diff.SeenRow.Standing;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** 38 bytes, the first of them the version of this layout. */
final class SeenRowSerializer extends TypeSerializerSingleton<SeenRow> {

    static final SeenRowSerializer INSTANCE = new SeenRowSerializer();

    private static final long serialVersionUID = 1L;

    private static final int VERSION = 1;
    private static final int LENGTH = 1 + 4 * Long.BYTES + Integer.BYTES + 1;

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public SeenRow createInstance() {
        return new SeenRow(0, 0, 0, 0, 0, Standing.UNCHANGED);
    }

    @Override
    public SeenRow copy(SeenRow from) {
        return from;
    }

    @Override
    public SeenRow copy(SeenRow from, SeenRow reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return LENGTH;
    }

    @Override
    public void serialize(SeenRow seen, DataOutputView target) throws IOException {
        target.writeByte(VERSION);
        target.writeLong(seen.hashHigh());
        target.writeLong(seen.hashLow());
        target.writeLong(seen.run());
        target.writeInt(seen.attempt());
        target.writeLong(seen.route());
        target.writeByte(code(seen.standing()));
    }

    @Override
    public SeenRow deserialize(DataInputView source) throws IOException {
        int version = source.readByte();
        if (version != VERSION) {
            throw new IOException(
                    "state of the diff in layout " + version + ", this release reads " + VERSION);
        }
        return new SeenRow(
                source.readLong(),
                source.readLong(),
                source.readLong(),
                source.readInt(),
                source.readLong(),
                standing(source.readByte()));
    }

    @Override
    public SeenRow deserialize(SeenRow reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        target.write(source, LENGTH);
    }

    @Override
    public TypeSerializerSnapshot<SeenRow> snapshotConfiguration() {
        return new Snapshot();
    }

    static int code(Standing standing) {
        return switch (standing) {
            case ADDED -> 0;
            case CHANGED -> 1;
            case UNCHANGED -> 2;
            case DUPLICATE -> 3;
            case DUPLICATE_HASH_UNKNOWN -> 4;
            case DUPLICATE_NEVER_PASSED_ON -> 5;
        };
    }

    static Standing standing(int code) {
        return switch (code) {
            case 0 -> Standing.ADDED;
            case 1 -> Standing.CHANGED;
            case 2 -> Standing.UNCHANGED;
            case 3 -> Standing.DUPLICATE;
            case 4 -> Standing.DUPLICATE_HASH_UNKNOWN;
            case 5 -> Standing.DUPLICATE_NEVER_PASSED_ON;
            default ->
                    throw new IllegalArgumentException("no standing of a row has the code " + code);
        };
    }

    /** Named in savepoints: must keep its name. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<SeenRow> {

        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
