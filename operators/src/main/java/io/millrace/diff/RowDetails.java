/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.row.RowCodec;
import io.millrace.row.RowLayout;
import io.millrace.row.RowRoute;
import java.util.List;
import org.apache.flink.table.types.logical.RowType;

/** Reads from a row's values what is remembered of it besides its hash. */
final class RowDetails implements BlockComparison.Details {

    private static final byte[] NOTHING = {};

    private static final int NOT_KEPT = -1;

    private final RowRoute route;
    private final ResendPolicy asking;
    private final int keptIdentifier;
    private final RowCodec whole;
    private final RowCodec kept;
    private final int keptColumns;

    RowDetails(RowLayout layout, ResendPolicy asking) {
        route = new RowRoute(layout);
        this.asking = asking;
        whole = RowCodec.of(layout.columns());
        kept = RowCodec.of(layout.columns(), layout.kept());
        keptColumns = standFor(layout);
        keptIdentifier = layout.kept().indexOf(layout.identifier());
    }

    private static int standFor(RowLayout layout) {
        if (layout.kept().isEmpty()) {
            return 0;
        }
        List<RowType.RowField> fields =
                layout.kept().stream().map(layout.columns().getFields()::get).toList();
        int hash = new RowType(fields).asSerializableString().hashCode();
        return hash == 0 ? 1 : hash;
    }

    /** Stands for the columns that are kept of each row, 0 for none. */
    int keptColumns() {
        return keptColumns;
    }

    @Override
    public long route(byte[] values, long keyLow) {
        return route.of(values, keyLow);
    }

    @Override
    public ResendPolicy asking() {
        return asking;
    }

    @Override
    public long routeAfter(long before, byte[] values, long keyLow) {
        return switch (asking) {
            case ANEW -> route(values, keyLow);
            case ONCE -> before;
        };
    }

    @Override
    public long routeOfKept(byte[] columns, long keyLow) {
        return keptIdentifier == NOT_KEPT
                ? keyLow
                : route.of(kept.decode(columns), keptIdentifier, keyLow);
    }

    @Override
    public byte[] kept(byte[] values) {
        return keptColumns == 0 ? NOTHING : kept.encode(whole.decode(values));
    }
}
