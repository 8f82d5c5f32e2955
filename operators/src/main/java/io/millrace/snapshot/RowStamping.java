/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;

/**
 * Turns the rows behind a {@link RepeatingSource} into {@link SnapshotRow}s of the run they belong
 * to, and the run marks into watermarks that say which run is complete. Must be chained to the
 * source, or be connected forward: the marks of one reader speak of its own rows only.
 */
public final class RowStamping extends AbstractStreamOperator<SnapshotRow>
        implements OneInputStreamOperator<RowData, SnapshotRow> {

    private static final long serialVersionUID = 1L;

    private final RowLayout layout;
    private final RowCodec columns;
    private final RowCodec key;
    private final int identifier;
    private final LogicalType identifierType;
    private final long fingerprint;

    private transient Hasher128 keyHasher;
    private transient Hasher128 rowHasher;
    private transient Optional<RunMark> mark;

    /**
     * @param produced the type of the rows that arrive
     * @param layout the columns to keep: each is found in {@code produced} by its name
     * @param fingerprint of how the sync maps a row: a row counts as changed when this does
     */
    public RowStamping(RowType produced, RowLayout layout, long fingerprint) {
        List<Integer> positions =
                layout.columns().getFieldNames().stream()
                        .map(produced::getFieldIndex)
                        .collect(Collectors.toUnmodifiableList());
        if (positions.contains(-1)) {
            throw new IllegalArgumentException(layout.columns() + " is not all in " + produced);
        }
        this.layout = layout;
        this.columns = RowCodec.of(produced, positions);
        this.key =
                RowCodec.of(
                        produced,
                        layout.key().stream().map(positions::get).collect(Collectors.toList()));
        this.identifier = positions.get(layout.identifier());
        this.identifierType = produced.getTypeAt(identifier);
        this.fingerprint = fingerprint;
    }

    /** For rows that arrive in the layout already. */
    public RowStamping(RowLayout layout, long fingerprint) {
        this(layout.columns(), layout, fingerprint);
    }

    @Override
    public void open() throws Exception {
        super.open();
        keyHasher = Hashing.xxh3_128();
        rowHasher = Hashing.xxh3_128(fingerprint);
        mark = Optional.empty();
    }

    @Override
    public void processElement(StreamRecord<RowData> element) {
        RunMark current =
                mark.orElseThrow(
                        () -> new IllegalStateException("a row before the mark of its run"));
        output.collect(element.replace(stamp(element.getValue(), current)));
    }

    private SnapshotRow stamp(RowData row, RunMark current) {
        byte[] bytes = columns.encode(row);
        boolean keyless = key.anyNull(row);
        HashValue128 keyHash = keyHasher.hashBytesTo128Bits(keyless ? bytes : key.encode(row));
        HashValue128 rowHash = rowHasher.hashBytesTo128Bits(bytes);
        return new SnapshotRow(
                current.run(),
                current.attempt(),
                keyHash.getMostSignificantBits(),
                keyHash.getLeastSignificantBits(),
                rowHash.getMostSignificantBits(),
                rowHash.getLeastSignificantBits(),
                route(row, keyHash),
                keyless,
                bytes);
    }

    /** A row without an identifier has nobody to share its order with but its own key. */
    private long route(RowData row, HashValue128 keyHash) {
        return IdentifierText.of(row, identifier, identifierType)
                .map(layout.identifierKind()::normalise)
                .map(text -> keyHasher.hashBytesToLong(text.getBytes(StandardCharsets.UTF_8)))
                .orElse(keyHash.getLeastSignificantBits());
    }

    @Override
    public void processWatermark(Watermark watermark) throws Exception {
        if (watermark.getTimestamp() == Long.MAX_VALUE) {
            super.processWatermark(watermark);
            return;
        }
        RunMark received = RunMark.ofWatermark(watermark.getTimestamp());
        if (received.isComplete()) {
            super.processWatermark(new Watermark(received.run()));
        } else {
            mark = Optional.of(received);
        }
    }
}
