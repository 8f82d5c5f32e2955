/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.row.KeyBuckets;
import io.millrace.row.KeyForm;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * The last-seen entries of one bucket in one byte array: entries of one width, sorted by id. Layout
 * 1, all numbers big-endian:
 *
 * <pre>
 * byte     layout, 1
 * byte     form of the ids: 0 hashes (16 bytes), 1, 2, 3 places (2 bytes) of integers, days, decimals
 * int      a number for the kept columns, 0: none
 * int      number of entries
 * entries  id, hash of the row (16), route (8)
 * ends     with kept columns: for each entry an int, where its columns end, from the end of this part
 * bytes    with kept columns: those of each entry
 * </pre>
 *
 * A patch has the same layout; its entries supersede those with the same id. Immutable.
 */
final class Block {

    private static final byte LAYOUT = 1;
    static final int HEADER_BYTES = 2 + 2 * Integer.BYTES;
    private static final int KEPT = 2;
    static final int COUNT = KEPT + Integer.BYTES;
    private static final int PLACE_BYTES = Short.BYTES;
    private static final int HASH_BYTES = 2 * Long.BYTES;
    private static final int HASH = 0;
    private static final int ROUTE = HASH_BYTES;
    private static final int CONTENT_BYTES = HASH_BYTES + Long.BYTES;
    private static final byte[] NOTHING = {};

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private final KeyForm form;
    private final int idBytes;
    private final int count;
    private final int keptColumns;

    /** Takes the bytes without a copy. */
    Block(byte[] bytes) {
        this.bytes = bytes;
        this.form = form(bytes[1]);
        this.idBytes = form.isPlaced() ? PLACE_BYTES : HASH_BYTES;
        this.keptColumns = (int) INTS.get(bytes, KEPT);
        this.count = (int) INTS.get(bytes, COUNT);
    }

    /**
     * @param keptColumns a number for the columns that are kept, 0 for none
     */
    static Block empty(KeyForm form, int keptColumns) {
        return write(form, keptColumns, List.of());
    }

    /** Reads what {@link #bytes} returned. */
    static Block read(byte[] bytes) throws IOException {
        if (bytes.length < HEADER_BYTES || bytes[0] != LAYOUT) {
            throw new IOException(
                    "state of the diff in layout "
                            + (bytes.length == 0 ? "none" : Byte.toString(bytes[0]))
                            + ", this release reads "
                            + LAYOUT);
        }
        return new Block(bytes);
    }

    /** A patch of this block. */
    byte[] patch(List<Entry> sorted) {
        return write(form, keptColumns, sorted).bytes;
    }

    byte[] bytes() {
        return bytes;
    }

    KeyForm form() {
        return form;
    }

    int count() {
        return count;
    }

    int keptColumns() {
        return keptColumns;
    }

    /** The same entries; if the kept columns are others, without values for them. */
    Block keeping(int otherColumns) {
        if (otherColumns == keptColumns) {
            return this;
        }
        int ends = otherColumns == 0 ? 0 : count * Integer.BYTES;
        byte[] other = Arrays.copyOf(Arrays.copyOf(bytes, at(count)), at(count) + ends);
        INTS.set(other, KEPT, otherColumns);
        return new Block(other);
    }

    /** Whether columns are kept. */
    boolean keeps() {
        return keptColumns != 0;
    }

    EntryId id(int index) {
        int at = at(index);
        return idBytes == PLACE_BYTES
                ? new EntryId(form, 0, Short.toUnsignedLong((short) SHORTS.get(bytes, at)))
                : new EntryId(
                        form,
                        (long) LONGS.get(bytes, at),
                        (long) LONGS.get(bytes, at + Long.BYTES));
    }

    /** The position of an entry's key; see {@link KeyBuckets#order}. */
    int order(long bucket, int index) {
        return form.isPlaced()
                ? KeyBuckets.order(bucket, 0, (int) low(index))
                : KeyBuckets.order(bucket, high(index), KeyBuckets.NO_PLACE);
    }

    /** False if the kept columns are missing: then a row counts as changed. */
    boolean canBeUnchanged(int index) {
        return !keeps() || keptLength(index) > 0;
    }

    long hashHigh(int index) {
        return (long) LONGS.get(bytes, at(index) + idBytes + HASH);
    }

    long hashLow(int index) {
        return (long) LONGS.get(bytes, at(index) + idBytes + HASH + Long.BYTES);
    }

    long route(int index) {
        return (long) LONGS.get(bytes, at(index) + idBytes + ROUTE);
    }

    byte[] kept(int index) {
        if (!keeps()) {
            return NOTHING;
        }
        int start = keptStart();
        return Arrays.copyOfRange(bytes, start + keptEnd(index - 1), start + keptEnd(index));
    }

    Entry entry(int index) {
        return new Entry(id(index), hashHigh(index), hashLow(index), route(index), kept(index));
    }

    /** Whether the entry at {@code index} has this id; false after the last entry. */
    boolean has(int index, long high, long low) {
        return index < count && compare(index, high, low) == 0;
    }

    /** The first entry from {@code from} on that is not before this id. */
    int firstFrom(int from, long high, long low) {
        int step = 1;
        int before = from;
        int to = from;
        while (to < count && compare(to, high, low) < 0) {
            before = to + 1;
            to = Math.min(count, to + step);
            step <<= 1;
        }
        return search(high, low, before, to);
    }

    /** The first entry from {@code from} to {@code to} that is not before this id. */
    private int search(long high, long low, int from, int to) {
        int least = from;
        int most = to;
        while (least < most) {
            int middle = (least + most) >>> 1;
            if (compare(middle, high, low) < 0) {
                least = middle + 1;
            } else {
                most = middle;
            }
        }
        return least;
    }

    private int compare(int index, long high, long low) {
        int at = at(index);
        if (idBytes == PLACE_BYTES) {
            return Long.compare(Short.toUnsignedLong((short) SHORTS.get(bytes, at)), low);
        }
        int order = Long.compareUnsigned((long) LONGS.get(bytes, at), high);
        return order != 0
                ? order
                : Long.compareUnsigned((long) LONGS.get(bytes, at + Long.BYTES), low);
    }

    /** The block after a patch. Entries that the patch removes are absent. */
    Block with(Block patch) {
        return new BlockMerge(this, patch).merged(false);
    }

    /** This patch and a later one as one patch, which removes what either removes. */
    Block followedBy(Block patch) {
        return new BlockMerge(this, patch).merged(true);
    }

    private static Block write(KeyForm form, int keptColumns, List<Entry> sorted) {
        int idBytes = form.isPlaced() ? PLACE_BYTES : HASH_BYTES;
        boolean keeps = keptColumns != 0;
        int stride = idBytes + CONTENT_BYTES;
        int ends = HEADER_BYTES + sorted.size() * stride;
        int start = ends + (keeps ? sorted.size() * Integer.BYTES : 0);
        int kept = keeps ? sorted.stream().mapToInt(entry -> entry.kept().length).sum() : 0;
        byte[] bytes = new byte[start + kept];
        bytes[0] = LAYOUT;
        bytes[1] = code(form);
        INTS.set(bytes, KEPT, keptColumns);
        INTS.set(bytes, COUNT, sorted.size());
        int end = 0;
        for (int i = 0; i < sorted.size(); i++) {
            Entry entry = sorted.get(i);
            int at = HEADER_BYTES + i * stride;
            if (idBytes == PLACE_BYTES) {
                SHORTS.set(bytes, at, (short) entry.id().low());
            } else {
                LONGS.set(bytes, at, entry.id().high());
                LONGS.set(bytes, at + Long.BYTES, entry.id().low());
            }
            LONGS.set(bytes, at + idBytes + HASH, entry.hashHigh());
            LONGS.set(bytes, at + idBytes + HASH + Long.BYTES, entry.hashLow());
            LONGS.set(bytes, at + idBytes + ROUTE, entry.route());
            if (keeps) {
                System.arraycopy(entry.kept(), 0, bytes, start + end, entry.kept().length);
                end += entry.kept().length;
                INTS.set(bytes, ends + i * Integer.BYTES, end);
            }
        }
        return new Block(bytes);
    }

    private static byte code(KeyForm form) {
        return switch (form) {
            case HASH -> 0;
            case INTEGER -> 1;
            case DAY -> 2;
            case DECIMAL -> 3;
        };
    }

    private static KeyForm form(byte code) {
        return switch (code) {
            case 0 -> KeyForm.HASH;
            case 1 -> KeyForm.INTEGER;
            case 2 -> KeyForm.DAY;
            case 3 -> KeyForm.DECIMAL;
            default -> throw new IllegalArgumentException("no form of keys has the code " + code);
        };
    }

    long high(int index) {
        return idBytes == PLACE_BYTES ? 0 : (long) LONGS.get(bytes, at(index));
    }

    long low(int index) {
        int at = at(index);
        return idBytes == PLACE_BYTES
                ? Short.toUnsignedLong((short) SHORTS.get(bytes, at))
                : (long) LONGS.get(bytes, at + Long.BYTES);
    }

    boolean isRemoved(int index) {
        return hashHigh(index) == 0 && hashLow(index) == Entry.REMOVED;
    }

    /** The bytes of an entry, without kept columns. */
    int stride() {
        return idBytes + CONTENT_BYTES;
    }

    /** The position of an entry. */
    int at(int index) {
        return HEADER_BYTES + index * (idBytes + CONTENT_BYTES);
    }

    /** The position of the kept columns of all entries. */
    int keptStart() {
        return at(count) + count * Integer.BYTES;
    }

    /** The end of an entry's kept columns, from {@link #keptStart} on; 0 before the first. */
    int keptEnd(int index) {
        return index < 0 ? 0 : (int) INTS.get(bytes, at(count) + index * Integer.BYTES);
    }

    int keptLength(int index) {
        return keptEnd(index) - keptEnd(index - 1);
    }
}
