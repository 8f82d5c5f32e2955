/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;

/**
 * Computes the bucket of the diff's state that stores a primary key. Keys of whole numbers and days
 * are bucketed by range: {@link #RANGE} neighbours share a bucket, so that rows read in the order
 * of their key use one bucket after another. All other keys, and numbers too large for a sequence,
 * are bucketed by hash. A single number is identified in its bucket by its place in the range,
 * every other key by its hash.
 *
 * <p>Saved state depends on this: the bucket of a key must not change. {@link #definition()} is
 * stored with the state to detect a change.
 *
 * <p>{@link #locate} sets the current key; not thread-safe.
 */
public final class KeyBuckets {

    /** The number of keys in a bucket by range. */
    public static final int RANGE = 1 << KeyBuckets.RANGE_BITS;

    private static final int RANGE_BITS = 12;

    /** The place of a key that is identified by its hash. */
    public static final int NO_PLACE = -1;

    /** The number of bits in the result of {@link #order}. */
    public static final int ORDER_BITS = 30;

    /** Larger numbers are instants or random numbers, not a sequence. */
    private static final long SEQUENCE_END = 1L << 36;

    private static final int HASHED_BITS = 14;
    static final int LONGEST_WHOLE_NUMBER = 18;

    private final String definition;
    private final List<Part> parts;
    private final KeyForm placedForm;
    private final boolean byRange;

    private long bucket;
    private int place;

    /** A whole-number column of the key. */
    private record Part(int position, LogicalType type) {

        int width() {
            return switch (type.getTypeRoot()) {
                case TINYINT -> 1;
                case SMALLINT -> 2;
                case INTEGER, DATE -> 4;
                default -> 8;
            };
        }

        long of(RowData row) {
            return switch (type.getTypeRoot()) {
                case TINYINT -> row.getByte(position);
                case SMALLINT -> row.getShort(position);
                case INTEGER, DATE -> row.getInt(position);
                case BIGINT -> row.getLong(position);
                default -> {
                    DecimalType decimal = (DecimalType) type;
                    DecimalData value = row.getDecimal(position, decimal.getPrecision(), 0);
                    yield value.toUnscaledLong();
                }
            };
        }
    }

    /**
     * @param positions positions of the key's columns in the rows given to {@link #locate}, in key
     *     order
     */
    public KeyBuckets(RowLayout layout, List<Integer> positions) {
        List<LogicalType> types =
                layout.key().stream()
                        .map(layout.columns()::getTypeAt)
                        .collect(Collectors.toUnmodifiableList());
        byRange = types.stream().allMatch(KeyBuckets::isWholeNumber);
        List<Part> ordered = new ArrayList<>();
        if (byRange) {
            for (int i = 0; i < types.size(); i++) {
                ordered.add(new Part(positions.get(i), types.get(i)));
            }
            int leading = widest(ordered);
            ordered.add(0, ordered.remove(leading));
        }
        parts = List.copyOf(ordered);
        placedForm = KeyForm.placed(types.get(0));
        definition = definition(layout, types, byRange);
    }

    private static int widest(List<Part> parts) {
        int widest = 0;
        for (int i = 1; i < parts.size(); i++) {
            if (parts.get(i).width() > parts.get(widest).width()) {
                widest = i;
            }
        }
        return widest;
    }

    private static boolean isWholeNumber(LogicalType type) {
        return switch (type.getTypeRoot()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, DATE -> true;
            case DECIMAL ->
                    ((DecimalType) type).getScale() == 0
                            && ((DecimalType) type).getPrecision() <= LONGEST_WHOLE_NUMBER;
            default -> false;
        };
    }

    private static String definition(RowLayout layout, List<LogicalType> types, boolean byRange) {
        StringBuilder text = new StringBuilder(byRange ? "by range" : "by hash");
        for (int i = 0; i < types.size(); i++) {
            text.append(", ").append(layout.keyNames().get(i)).append(' ');
            text.append(types.get(i).getTypeRoot());
        }
        return text.toString();
    }

    /** Returns a text that is equal for two layouts exactly if their keys have the same buckets. */
    public String definition() {
        return definition;
    }

    /** Returns the form of keys that have a place. */
    public KeyForm placedForm() {
        return placedForm;
    }

    /** Returns the hash of the key that has this place in this bucket. */
    public static RowHash keyAt(KeyForm form, long bucket, long place) {
        return form.keyOf((bucket << RANGE_BITS) | place);
    }

    /**
     * Returns the relative position of a key among all possible keys of its bucket, from 0 to
     * 2^{@link #ORDER_BITS} exclusive. It grows with the key's place or hash and is about evenly
     * distributed.
     *
     * @param keyHigh upper half of the key's hash; ignored if the key has a place
     * @param place the key's place, or {@link #NO_PLACE}
     */
    public static int order(long bucket, long keyHigh, int place) {
        if (place != NO_PLACE) {
            return place << (ORDER_BITS - RANGE_BITS);
        }
        boolean byHash = bucket < Long.MIN_VALUE + (1L << HASHED_BITS);
        return (int) ((byHash ? keyHigh << HASHED_BITS : keyHigh) >>> (Long.SIZE - ORDER_BITS));
    }

    /** Sets the bucket of a keyless row; any bucket is correct. */
    void locateKeyless(RowHash hash) {
        locateByHash(hash);
    }

    /** Sets the bucket and place of a row whose key has no null. */
    public void locate(RowData row, RowHash key) {
        if (!byRange) {
            locateByHash(key);
            return;
        }
        long leading = parts.get(0).of(row);
        if (leading >= SEQUENCE_END || leading <= -SEQUENCE_END) {
            locateByHash(key);
            return;
        }
        long range = leading >> RANGE_BITS;
        boolean single = parts.size() == 1;
        bucket = single ? range : rangeOfGroup(row, range);
        place = single ? (int) (leading & (RANGE - 1)) : NO_PLACE;
    }

    /** Each combination of the other columns has ranges of its own, except for hash collisions. */
    private long rangeOfGroup(RowData row, long range) {
        long hash = range;
        for (int i = 1; i < parts.size(); i++) {
            hash = mix(hash + 0x9E3779B97F4A7C15L) ^ parts.get(i).of(row);
        }
        return mix(hash) & Long.MAX_VALUE;
    }

    /** The finalizer of SplitMix64. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    private void locateByHash(RowHash key) {
        bucket = Long.MIN_VALUE + (key.high() >>> (Long.SIZE - HASHED_BITS));
        place = NO_PLACE;
    }

    public long bucket() {
        return bucket;
    }

    /** Identifies a key in its bucket; {@link #NO_PLACE} if the key's hash does. */
    public int place() {
        return place;
    }
}
