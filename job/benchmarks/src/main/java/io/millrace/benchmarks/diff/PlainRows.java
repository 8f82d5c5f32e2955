/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.benchmarks.diff;

import io.millrace.row.RowChunk;
import io.millrace.row.RowView;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** Splits chunks into rows for {@link PlainDiff}. No row of the table is keyless. */
final class PlainRows implements FlatMapFunction<RowChunk, PlainRow> {

    private static final long serialVersionUID = 1L;

    @Override
    public void flatMap(RowChunk chunk, Collector<PlainRow> rows) {
        RowView row = new RowView();
        for (int i = 0; i < chunk.rows(); i++) {
            row.at(chunk, i);
            rows.collect(
                    new PlainRow(
                            row.run(),
                            row.keyHigh(),
                            row.keyLow(),
                            row.hashHigh(),
                            row.hashLow(),
                            row.values()));
        }
    }
}
