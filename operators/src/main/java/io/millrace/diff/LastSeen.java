/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.row.KeyForm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;

/**
 * The keyed state of the diff: what earlier runs have read. Each bucket is a key of Flink and has
 * three values: a {@link Block}; its {@link SeenMarks}, so that an unchanged bucket writes no more
 * than these; and until the end of a run the {@link FormerIdentity}s of its rows.
 *
 * <p>A small change is appended to a block as a patch. The block is written whole again when its
 * patches are larger than it, or have superseded a share of its entries. All methods are about the
 * current key. Single-threaded.
 */
final class LastSeen {

    static final String BLOCKS = "blocks";
    static final String SEEN_MARKS = "seen-marks";
    static final String FORMER_IDENTITIES = "former-identities";

    /** A block is written whole once 1/SUPERSEDED_SHARE of its entries is superseded. */
    private static final int SUPERSEDED_SHARE = 4;

    private static final String ROCKSDB = "rocksdb";

    private final KeyedStateBackend<Long> backend;
    private final ListState<byte[]> blocks;
    private final ValueState<byte[]> marks;
    private final ListState<FormerIdentity> formerIdentities;
    private final int keptColumns;

    /**
     * A block with its patches applied.
     *
     * @param entries in all its parts, those that are superseded included
     */
    record Stored(Block block, int wholeBytes, int patchBytes, int entries) {}

    /** Compares rows with the current bucket. */
    @FunctionalInterface
    interface Comparer {
        void compare(BlockComparison comparison) throws Exception;
    }

    /**
     * @param keptColumns a number for the columns kept of each row, 0 for none
     */
    LastSeen(KeyedStateBackend<Long> backend, int keptColumns) throws Exception {
        this.backend = backend;
        this.keptColumns = keptColumns;
        this.blocks =
                backend.getPartitionedState(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        new ListStateDescriptor<>(BLOCKS, BytePrimitiveArraySerializer.INSTANCE));
        this.marks =
                backend.getPartitionedState(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        new ValueStateDescriptor<>(
                                SEEN_MARKS, BytePrimitiveArraySerializer.INSTANCE));
        this.formerIdentities =
                backend.getPartitionedState(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        new ListStateDescriptor<>(
                                FORMER_IDENTITIES, TypeInformation.of(FormerIdentity.class)));
    }

    void select(long bucket) {
        backend.setCurrentKey(bucket);
    }

    long bucket() {
        return backend.getCurrentKey();
    }

    /** All buckets, in any order; they may change while the stream is read. */
    Stream<Long> buckets() {
        Stream<Long> all = backend.getKeys(SEEN_MARKS, VoidNamespace.INSTANCE);
        // RocksDB iterates over a snapshot; keys of the heap must be copied, and are few enough.
        return backend.getBackendTypeIdentifier().equals(ROCKSDB) ? all : all.toList().stream();
    }

    /**
     * Compares rows with the block, and stores the result.
     *
     * @param form how keys of the bucket are distinguished
     * @param seen the marks of the block's entries
     */
    void compare(KeyForm form, SeenMarks seen, RowDetails details, Comparer comparer)
            throws Exception {
        Stored stored = load(form);
        IdentityHistory history = history();
        BlockComparison comparison = new BlockComparison(stored.block(), seen, history, details);
        comparer.compare(comparison);
        store(history);
        BlockComparison.Result result = comparison.result();
        if (!result.patch().isEmpty()) {
            store(stored, result.patch(), stored.block().count() + result.added());
        }
        write(result.marks());
    }

    /** The block; with the ids in {@code form} if there is none yet. */
    Stored load(KeyForm form) throws Exception {
        Optional<Block> whole = Optional.empty();
        Optional<Block> patch = Optional.empty();
        int wholeBytes = 0;
        int patchBytes = 0;
        int entries = 0;
        Iterable<byte[]> parts = Optional.ofNullable(blocks.get()).orElse(List.of());
        for (byte[] part : parts) {
            Block read = Block.read(part);
            entries += read.count();
            if (whole.isEmpty()) {
                whole = Optional.of(read);
                wholeBytes = part.length;
            } else {
                // Patches are small, so they are merged first, and the block is copied only once.
                patch =
                        Optional.of(
                                patch.isEmpty()
                                        ? read
                                        : patch.get().keeping(read.keptColumns()).followedBy(read));
                patchBytes += part.length;
            }
        }
        Block block = whole.orElseGet(() -> Block.empty(form, keptColumns));
        if (patch.isPresent()) {
            block = block.keeping(patch.get().keptColumns()).with(patch.get());
        }
        return new Stored(block.keeping(keptColumns), wholeBytes, patchBytes, entries);
    }

    /**
     * Stores changes of a block.
     *
     * @param remaining the number of entries after the changes
     */
    void store(Stored stored, List<Entry> changes, int remaining) throws Exception {
        byte[] patch = stored.block().patch(changes);
        long superseded = (long) stored.entries() + changes.size() - remaining;
        if (stored.patchBytes() + patch.length <= stored.wholeBytes()
                && superseded * SUPERSEDED_SHARE <= remaining) {
            blocks.add(patch);
        } else {
            blocks.update(List.of(stored.block().with(Block.read(patch)).bytes()));
        }
    }

    /** The marks of the block's entries; those of no entries if there are none. */
    SeenMarks marks() throws Exception {
        Optional<SeenMarks> stored = storedMarks();
        return stored.isPresent() ? stored.get() : SeenMarks.none();
    }

    Optional<SeenMarks> storedMarks() throws Exception {
        byte[] bytes = marks.value();
        return bytes == null ? Optional.empty() : Optional.of(SeenMarks.read(bytes));
    }

    void write(SeenMarks seen) throws Exception {
        marks.update(seen.write());
    }

    /** Empty where no columns are kept: then no operation for a former identity is possible. */
    IdentityHistory history() throws Exception {
        if (keptColumns == 0) {
            return IdentityHistory.none();
        }
        List<FormerIdentity> former = new ArrayList<>();
        Optional.ofNullable(formerIdentities.get()).ifPresent(all -> all.forEach(former::add));
        return new IdentityHistory(former);
    }

    void store(IdentityHistory history) throws Exception {
        if (history.isChanged()) {
            formerIdentities.update(history.all());
        }
    }

    /** Removes the block and its marks. */
    void clear() {
        blocks.clear();
        marks.clear();
    }

    void requireSameSize(Block block, SeenMarks seen) throws IOException {
        if (block.count() != seen.count()) {
            throw new IOException(
                    "state of the diff is damaged: bucket "
                            + bucket()
                            + " has "
                            + block.count()
                            + " rows and seen marks of "
                            + seen.count());
        }
    }
}
