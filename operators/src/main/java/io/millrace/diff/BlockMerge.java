/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import java.util.Arrays;

/** Merges a block, or a patch, with a later patch. Used once. */
final class BlockMerge {

    private final Block block;
    private final Block patch;
    private final int stride;
    private final byte[] merged;

    /** For each merged entry its index in the block, or {@code -1 - n} for n in the patch. */
    private final int[] keptFrom;

    private int written;

    BlockMerge(Block block, Block patch) {
        int size = block.count() + patch.count();
        this.block = block;
        this.patch = patch;
        this.stride = block.stride();
        this.merged = new byte[Block.HEADER_BYTES + size * stride];
        this.keptFrom = new int[block.keeps() ? size : 0];
    }

    /**
     * @param keepsRemovals whether removals of the patch stay in the result, as it is a patch
     */
    Block merged(boolean keepsRemovals) {
        int next = 0;
        for (int i = 0; i < patch.count(); i++) {
            long high = patch.high(i);
            long low = patch.low(i);
            int at = block.firstFrom(next, high, low);
            copy(next, at);
            next = block.has(at, high, low) ? at + 1 : at;
            if (keepsRemovals || !patch.isRemoved(i)) {
                copyFromPatch(i);
            }
        }
        copy(next, block.count());
        int end = Block.HEADER_BYTES + written * stride;
        byte[] fitting = end == merged.length ? merged : Arrays.copyOf(merged, end);
        System.arraycopy(block.bytes(), 0, fitting, 0, Block.COUNT);
        Block.INTS.set(fitting, Block.COUNT, written);
        return new Block(block.keeps() ? withKept(fitting) : fitting);
    }

    private void copy(int from, int to) {
        int target = Block.HEADER_BYTES + written * stride;
        System.arraycopy(block.bytes(), block.at(from), merged, target, (to - from) * stride);
        for (int i = from; block.keeps() && i < to; i++) {
            keptFrom[written + i - from] = i;
        }
        written += to - from;
    }

    private void copyFromPatch(int index) {
        if (block.keeps()) {
            keptFrom[written] = -1 - index;
        }
        int target = Block.HEADER_BYTES + written * stride;
        System.arraycopy(patch.bytes(), patch.at(index), merged, target, stride);
        written++;
    }

    private byte[] withKept(byte[] entries) {
        int length = 0;
        for (int i = 0; i < written; i++) {
            length += source(i).keptLength(index(i));
        }
        int ends = entries.length;
        int start = ends + written * Integer.BYTES;
        byte[] whole = Arrays.copyOf(entries, start + length);
        int end = 0;
        for (int i = 0; i < written; i++) {
            Block from = source(i);
            int index = index(i);
            int keptAt = from.keptStart() + from.keptEnd(index - 1);
            System.arraycopy(from.bytes(), keptAt, whole, start + end, from.keptLength(index));
            end += from.keptLength(index);
            Block.INTS.set(whole, ends + i * Integer.BYTES, end);
        }
        return whole;
    }

    private Block source(int entry) {
        return keptFrom[entry] < 0 ? patch : block;
    }

    private int index(int entry) {
        int from = keptFrom[entry];
        return from < 0 ? -1 - from : from;
    }
}
