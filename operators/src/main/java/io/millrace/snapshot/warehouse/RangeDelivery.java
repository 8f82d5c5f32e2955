/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import io.millrace.snapshot.warehouse.column.KeyText;
import io.millrace.snapshot.warehouse.dialect.RangeRows;
import io.millrace.snapshot.warehouse.range.KeyRange.Position;
import io.millrace.snapshot.warehouse.range.TableRange;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * Delivers the rows of one range to a sink: first those that are copied, then those that are
 * streamed. Rows that were emitted before a restart are skipped. Stops when the session is aborted.
 */
final class RangeDelivery<T> {

    private final WarehouseSession<T> session;
    private final TableRange range;
    private final RangeRecordCollector<T> collector;
    private final BatchSink<T> sink;

    /** The rows delivered so far; a statement that starts again skips them. */
    private long taken;

    /** Rows with exactly the key of the position that were delivered before the restart. */
    private long keyRowsToSkip;

    private boolean exhausted;

    RangeDelivery(
            WarehouseSession<T> session,
            TableRange range,
            RangeRecordCollector<T> collector,
            BatchSink<T> sink) {
        this.session = session;
        this.range = range;
        this.collector = collector;
        this.sink = sink;
        this.taken = range.emittedRows();
        this.keyRowsToSkip = range.position().map(Position::rows).orElse(0L);
    }

    boolean takesUnreadable() {
        return collector.takesUnreadable();
    }

    /** Whether nothing more is to be read. */
    boolean isOver() {
        return exhausted || session.isAborted();
    }

    /**
     * Takes the remaining rows of a source.
     *
     * @param onFirst called when the first row has arrived, or the server reported that there is
     *     none
     */
    void takeFrom(RangeRows source, Runnable onFirst) throws SQLException, InterruptedException {
        skipTaken(source);
        boolean more = !session.isAborted() && source.next();
        onFirst.run();
        while (more) {
            take(source);
            more = !session.isAborted() && source.next();
        }
        exhausted = source.isExhausted();
    }

    private void skipTaken(RangeRows source) throws SQLException {
        for (long skipped = 0; skipped < taken && !session.isAborted(); skipped++) {
            if (!source.skip()) {
                throw new WarehouseException(
                        String.format(
                                "%s of %s has %d rows now, and had at least %d before",
                                range.splitId(), session.description(), skipped, taken));
            }
        }
    }

    private void take(RangeRows source) throws InterruptedException {
        if (keyRowsToSkip > 0 && isAt(source.key(), range.position().orElseThrow())) {
            keyRowsToSkip--;
            return;
        }
        taken++;
        collector.add(source.row(), source.key());
        if (collector.isFull()) {
            sink.accept(new RowBatch<>(range.splitId(), collector.take(), false));
        }
    }

    private static boolean isAt(Object[] key, Position position) {
        return Arrays.stream(key).map(KeyText::of).toList().equals(position.key());
    }

    /** Delivers the last batch, which ends the range. */
    void finish() throws InterruptedException {
        if (!session.isAborted()) {
            sink.accept(new RowBatch<>(range.splitId(), collector.take(), true));
        }
    }
}
