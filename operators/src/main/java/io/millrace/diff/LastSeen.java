/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.row.KeyForm;
import io.millrace.row.RowChunk;
import io.millrace.row.RowView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
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
 * What the runs before have seen: the keyed state of the diff. Each bucket has a {@link Block} and
 * its {@link SeenMarks}, in states of their own, so that an unchanged bucket writes only the
 * latter, and until the end of a run the {@link FormerIdentity}s it has found. Small changes are
 * appended to a block as patches; it is written whole again when they are larger than it was, or
 * have replaced a share of it.
 *
 * <p>Most rows are unchanged; {@link #sift} tells them by extracts of the blocks, all others are to
 * be looked at in a {@link #visit}. Calls that name no bucket speak of the one Flink has set; those
 * that go through many set it themselves. Single-threaded.
 */
final class LastSeen implements AutoCloseable {

    static final String BLOCKS = "blocks";
    static final String SIGHTINGS = "sightings";
    static final String MOVES = "moves";

    /** What patches have replaced may make up one part in so many of a block. */
    private static final int SUPERSEDED_SHARE = 4;

    private static final String ROCKSDB = "rocksdb";

    private final KeyedStateBackend<Long> backend;
    private final ListState<byte[]> blocks;
    private final ValueState<byte[]> sightings;
    private final ListState<FormerIdentity> moves;
    private final int keptColumns;
    private final ExtractCache extracts;
    private final RowView row = new RowView();

    /** The run whose rows are not sifted any more. */
    private long inVain = Long.MIN_VALUE;

    private Optional<Stream<Long>> buckets = Optional.empty();
    private Iterator<Long> remaining = Stream.<Long>empty().iterator();

    /** Takes what a scan finds. */
    interface Findings {

        /** An entry that no run since the scanned one has seen. */
        void vanished(long bucket, Entry entry) throws Exception;

        /** An identity that the row of a key has left. */
        void left(FormerIdentity move) throws Exception;
    }

    /** Visits a bucket. */
    @FunctionalInterface
    interface Visitor {
        void visit(BlockComparison visit) throws Exception;
    }

    /**
     * A block with its patches applied.
     *
     * @param entries in all its parts, those that others take the place of included
     */
    private record Stored(Block block, int wholeBytes, int patchBytes, int entries) {}

    /**
     * @param keptColumns stands for the columns kept of each row, 0 for none
     * @param memory for extracts of blocks
     */
    LastSeen(KeyedStateBackend<Long> backend, int keptColumns, DiffMemory memory) throws Exception {
        this.backend = backend;
        this.keptColumns = keptColumns;
        this.extracts = new ExtractCache(memory);
        this.blocks =
                backend.getPartitionedState(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        new ListStateDescriptor<>(BLOCKS, BytePrimitiveArraySerializer.INSTANCE));
        this.sightings =
                backend.getPartitionedState(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        new ValueStateDescriptor<>(
                                SIGHTINGS, BytePrimitiveArraySerializer.INSTANCE));
        this.moves =
                backend.getPartitionedState(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        new ListStateDescriptor<>(MOVES, TypeInformation.of(FormerIdentity.class)));
    }

    /**
     * Tells the rows that are unchanged from those to be looked at in a {@link #visit}, and takes
     * note of the former; {@link #writeMarks} remembers it. There must be no scan.
     *
     * @param waiting gets the indexes of the latter
     * @return how many of them there are
     */
    int sift(RowChunk chunk, int[] waiting) throws Exception {
        if (extracts.isPast(chunk.run(), chunk.attempt()) || inVain == chunk.run()) {
            Arrays.setAll(waiting, index -> index);
            return chunk.rows();
        }
        if (!extracts.isOf(chunk.run(), chunk.attempt()) || extracts.isFull()) {
            writeMarks();
            extracts.begin(chunk.run(), chunk.attempt());
        }
        locate(chunk);
        extracts.look(chunk.rows());
        int count = 0;
        for (int index = 0; index < chunk.rows(); index++) {
            row.at(chunk, index);
            if (!isUnchanged(index)) {
                waiting[count++] = index;
            }
        }
        return count;
    }

    private void locate(RowChunk chunk) throws Exception {
        extracts.reserve(chunk.rows());
        boolean stay = true;
        for (int index = 0; index < chunk.rows(); index++) {
            row.at(chunk, index);
            if (!extracts.locate(row, index)) {
                stay &= extract(row.bucket());
                extracts.locate(row, index);
            }
        }
        for (int index = 0; !stay && index < chunk.rows(); index++) {
            row.at(chunk, index);
            extracts.locate(row, index);
        }
    }

    private boolean isUnchanged(int index) throws Exception {
        return switch (extracts.meet(row, index)) {
            case NOT_KNOWN -> false;
            case UNCHANGED -> true;
            case LAST_UNCHANGED -> {
                giveUp(extracts.marked(row.bucket()).orElseThrow());
                yield true;
            }
        };
    }

    /**
     * Makes the extract of a bucket, if need be in place of others that are nearly done.
     *
     * @return false if others were given up
     */
    private boolean extract(long bucket) throws Exception {
        backend.setCurrentKey(bucket);
        SeenMarks seen = seenBefore();
        Block block = load(KeyForm.HASH).block();
        requireSameSize(block, seen);
        boolean stay = true;
        while (!extracts.make(bucket, block, seen)) {
            Optional<BlockExtract> other = extracts.nearlyDone();
            if (other.isEmpty()) {
                return stay;
            }
            giveUp(other.get());
            stay = false;
        }
        return stay;
    }

    private void giveUp(BlockExtract extract) throws Exception {
        writeMarks(extract);
        extracts.finish(extract);
    }

    /** Remembers which rows were found to be unchanged. */
    void writeMarks() throws Exception {
        extracts.forEachMarked(this::writeMarks);
    }

    private void writeMarks(BlockExtract extract) throws Exception {
        backend.setCurrentKey(extract.bucket());
        Optional<SeenMarks> noted = extracts.noted(extract);
        SeenMarks seen = noted.isPresent() ? noted.get() : seenBefore();
        extracts.note(extract, seen);
        sightings.update(seen.write());
    }

    /**
     * Gives up sifting the rows of this run if too few of the last ones were unchanged: the others
     * only took longer for it.
     */
    void weigh(long run) throws Exception {
        if (inVain != run && extracts.wereInVain()) {
            rest();
            inVain = run;
        }
    }

    /** Lets others have the memory until rows come again; remembers what was found. */
    void rest() throws Exception {
        writeMarks();
        extracts.clear();
    }

    /**
     * Lets {@code visitor} see rows of the current bucket, and remembers them.
     *
     * @param form what tells the keys of the bucket apart
     */
    void visit(KeyForm form, BlockComparison.Details details, Visitor visitor) throws Exception {
        Stored stored = load(form);
        IdentityHistory left = moves();
        BlockComparison visit = new BlockComparison(stored.block(), seenSoFar(), left, details);
        visitor.visit(visit);
        store(left);
        BlockComparison.Memory memory = visit.memory();
        if (!memory.patch().isEmpty()) {
            store(stored, memory.patch(), stored.block().count() + memory.added());
        }
        sightings.update(memory.sightings().write());
    }

    private Stored load(KeyForm form) throws Exception {
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
                // Together they are small, so the block is gone through once for all of them.
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

    /** Where nothing is kept of a row, nothing can be left behind by it. */
    private IdentityHistory moves() throws Exception {
        if (keptColumns == 0) {
            return IdentityHistory.none();
        }
        List<FormerIdentity> left = new ArrayList<>();
        Optional.ofNullable(moves.get()).ifPresent(stored -> stored.forEach(left::add));
        return new IdentityHistory(left);
    }

    private void store(IdentityHistory left) throws Exception {
        if (left.isChanged()) {
            moves.update(left.left());
        }
    }

    /** With what is marked in the extract, which is out of date from now on. */
    private SeenMarks seenSoFar() throws Exception {
        SeenMarks seen = seenBefore();
        long bucket = backend.getCurrentKey();
        extracts.marked(bucket).ifPresent(extract -> extracts.note(extract, seen));
        extracts.forget(bucket);
        return seen;
    }

    private SeenMarks seenBefore() throws Exception {
        byte[] bytes = sightings.value();
        return bytes == null ? SeenMarks.none() : SeenMarks.read(bytes);
    }

    /**
     * @param left how many entries there are with these changes
     */
    private void store(Stored stored, List<Entry> changes, int left) throws Exception {
        byte[] patch = stored.block().patch(changes);
        long superseded = (long) stored.entries() + changes.size() - left;
        if (stored.patchBytes() + patch.length <= stored.wholeBytes()
                && superseded * SUPERSEDED_SHARE <= left) {
            blocks.add(patch);
        } else {
            blocks.update(List.of(stored.block().with(Block.read(patch)).bytes()));
        }
    }

    /**
     * Tells all that is remembered in the current bucket if it was last written before an attempt,
     * and forgets it.
     */
    void forgetBefore(long run, int attempt, Findings findings) throws Exception {
        SeenMarks seen = seenBefore();
        if (seen.run() > run || (seen.run() == run && seen.attempt() >= attempt)) {
            return;
        }
        tellLeft(Long.MAX_VALUE, findings);
        Block block = load(KeyForm.HASH).block();
        for (int i = 0; i < block.count(); i++) {
            findings.vanished(backend.getCurrentKey(), block.entry(i));
        }
        blocks.clear();
        sightings.clear();
    }

    /**
     * Tells what runs up to {@code run} have left behind in the current bucket, and forgets it: the
     * identities rows have left, and the entries no run since has seen.
     *
     * @return how many entries there were to look through, at least 1
     */
    int forgetUpTo(long run, Findings findings) throws Exception {
        tellLeft(run, findings);
        return forgetUnseen(run, findings);
    }

    private void tellLeft(long run, Findings findings) throws Exception {
        IdentityHistory left = moves();
        for (FormerIdentity move : left.takeUpTo(run)) {
            findings.left(move);
        }
        store(left);
    }

    /** Of a bucket a later run has been to nothing is forgotten: it was looked through before. */
    private int forgetUnseen(long run, Findings findings) throws Exception {
        byte[] bytes = sightings.value();
        if (bytes == null) {
            return 1;
        }
        SeenMarks seen = SeenMarks.read(bytes);
        boolean touched = seen.run() == run;
        if (seen.run() > run || (touched && seen.isAllSeen())) {
            return 1;
        }
        Stored stored = load(KeyForm.HASH);
        Block block = stored.block();
        requireSameSize(block, seen);
        List<Entry> forgotten = new ArrayList<>();
        byte[] codes = new byte[block.count()];
        int left = 0;
        long bucket = backend.getCurrentKey();
        for (int i = 0; i < block.count(); i++) {
            if (touched && seen.code(i) != SeenMarks.UNSEEN) {
                codes[left++] = seen.code(i);
            } else {
                findings.vanished(bucket, block.entry(i));
                forgotten.add(Entry.forgotten(block.id(i)));
            }
        }
        if (left == 0) {
            blocks.clear();
            sightings.clear();
        } else {
            store(stored, forgotten, left);
            sightings.update(seen.of(Arrays.copyOf(codes, left)).write());
        }
        return block.count();
    }

    private void requireSameSize(Block block, SeenMarks seen) throws IOException {
        if (block.count() != seen.count()) {
            throw new IOException(
                    "state of the diff is damaged: bucket "
                            + backend.getCurrentKey()
                            + " has "
                            + block.count()
                            + " rows and sightings of "
                            + seen.count());
        }
    }

    /** Starts over going through all buckets, in any order. A scan going on is dropped. */
    void startScan() {
        endScan();
        Stream<Long> all = backend.getKeys(SIGHTINGS, VoidNamespace.INSTANCE);
        // Only RocksDB's keys may be walked while state changes; the heap's are few enough to copy.
        Stream<Long> steady =
                backend.getBackendTypeIdentifier().equals(ROCKSDB) ? all : all.toList().stream();
        buckets = Optional.of(steady);
        remaining = steady.iterator();
    }

    /** Forgets what is to be forgotten of the current bucket. */
    @FunctionalInterface
    interface Forgetting {

        /**
         * @return how many entries there were to look through, at least 1
         */
        int forget() throws Exception;
    }

    /**
     * Goes on with the scan for about {@code entries} entries, bucket by bucket.
     *
     * @return true if there is more to look at
     */
    boolean scan(int entries, Forgetting forgetting) throws Exception {
        for (int looked = 0; looked < entries && remaining.hasNext(); ) {
            backend.setCurrentKey(remaining.next());
            looked += forgetting.forget();
        }
        if (remaining.hasNext()) {
            return true;
        }
        endScan();
        return false;
    }

    /** Gives everything up; marks that are not written are lost. */
    @Override
    public void close() {
        endScan();
        extracts.clear();
    }

    private void endScan() {
        buckets.ifPresent(Stream::close);
        buckets = Optional.empty();
        remaining = Stream.<Long>empty().iterator();
    }
}
