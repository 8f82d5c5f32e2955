/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.EncodedRow;
import io.millrace.snapshot.PackedRows;
import io.millrace.snapshot.Packing;
import io.millrace.snapshot.RowEncoder;
import io.millrace.snapshot.RowPacker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.table.types.logical.RowType;

/** Packs rows as they come: each is written once, into its chunk, and forgotten. */
final class PackedGathering implements Gathering<PackedRows.Batch> {

    private static final int BATCH_BYTES = 1 << 20;

    /**
     * In open chunks. They are written to in turn; more of them than fit the processor's caches
     * make each row wait for memory.
     */
    private static final int OPEN_BYTES = 256 << 10;

    private static final Object[] NO_KEY = {};

    private final RowEncoder encoder;
    private final RowPacker packer;
    private List<PackedRows> parts = new ArrayList<>();
    private int partsBytes;
    private int rows;
    private Object[] lastKey = NO_KEY;
    private int lastKeyRows;

    PackedGathering(RowType columns, Packing packing, RowEncoder encoder) {
        this.encoder = encoder;
        this.packer = new RowPacker(columns, packing);
    }

    static Factory<PackedRows.Batch> factory(Packing packing) {
        return (columns, encoder) -> new PackedGathering(columns, packing, encoder);
    }

    @Override
    public void add(EncodedRow row, Object[] key) {
        packer.add(row).ifPresent(this::keep);
        encoder.clear();
        rows++;
        if (key.length > 0) {
            lastKeyRows = Arrays.deepEquals(key, lastKey) ? lastKeyRows + 1 : 1;
            lastKey = key;
        }
    }

    private void keep(PackedRows part) {
        parts.add(part);
        partsBytes += part.bytes().length;
    }

    @Override
    public boolean isFull() {
        int open = packer.heldBytes();
        return open >= OPEN_BYTES || partsBytes + open >= BATCH_BYTES;
    }

    @Override
    public List<Emission<PackedRows.Batch>> take() {
        if (rows == 0) {
            return List.of();
        }
        packer.takeAll().forEach(this::keep);
        List<Emission<PackedRows.Batch>> taken =
                List.of(
                        new Emission<>(
                                new PackedRows.Batch(rows, List.copyOf(parts)),
                                rows,
                                lastKey,
                                lastKeyRows));
        parts = new ArrayList<>();
        partsBytes = 0;
        rows = 0;
        lastKey = NO_KEY;
        lastKeyRows = 0;
        return taken;
    }
}
