/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import io.millrace.row.RowCodec;
import io.millrace.row.RowLayout;
import io.millrace.row.RowRoute;
import java.util.List;
import org.apache.flink.table.types.logical.RowType;

/** Reads routes and kept columns from the values of rows. */
final class RowDetails {

    private static final byte[] NOTHING = {};

    private static final int NOT_KEPT = -1;

    private final RowRoute route;
    private final ResendPolicy resendPolicy;
    private final int keptIdentifier;
    private final RowCodec whole;
    private final RowCodec kept;
    private final int keptColumns;

    RowDetails(RowLayout layout, ResendPolicy resendPolicy) {
        route = new RowRoute(layout);
        this.resendPolicy = resendPolicy;
        whole = RowCodec.of(layout.columns());
        kept = RowCodec.of(layout.columns(), layout.kept());
        keptColumns = numberOf(layout);
        keptIdentifier = layout.kept().indexOf(layout.identifier());
    }

    private static int numberOf(RowLayout layout) {
        if (layout.kept().isEmpty()) {
            return 0;
        }
        List<RowType.RowField> fields =
                layout.kept().stream().map(layout.columns().getFields()::get).toList();
        int hash = new RowType(fields).asSerializableString().hashCode();
        return hash == 0 ? 1 : hash;
    }

    /** A number for the columns that are kept of each row, 0 for none. */
    int keptColumns() {
        return keptColumns;
    }

    /** The route of a row whose key was not emitted yet. */
    long route(byte[] values, long keyLow) {
        return route.of(values, keyLow);
    }

    ResendPolicy resendPolicy() {
        return resendPolicy;
    }

    /** The route of a row whose last route was {@code before}. */
    long routeAfter(long before, byte[] values, long keyLow) {
        return switch (resendPolicy) {
            case EVERY_CHANGE -> route(values, keyLow);
            case ONCE -> before;
        };
    }

    /**
     * The route of the identity that kept columns refer to.
     *
     * @return {@code keyLow} if they refer to none
     */
    long routeOfKept(byte[] columns, long keyLow) {
        return keptIdentifier == NOT_KEPT
                ? keyLow
                : route.of(kept.decode(columns), keptIdentifier, keyLow);
    }

    byte[] kept(byte[] values) {
        return keptColumns == 0 ? NOTHING : kept.encode(whole.decode(values));
    }
}
