/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.model;

import io.millrace.job.definition.problem.Location;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/** A set of rows that syncs read: a table, or a view over one table. */
public sealed interface Model permits TableModel, ViewModel {

    String name();

    /** Where the model is declared. */
    Location at();

    /** The one table that the model reads. */
    BaseTable base();

    /** All columns, nullable. */
    RowType columns();

    /** The primary key that applies when a sync has no {@code key:}; empty if none is known. */
    List<String> primaryKey();

    /**
     * Returns a read that emits the model's rows with exactly these columns, in this order; empty
     * if the rows of the table must be converted first.
     *
     * @throws UnreadableTableException as {@link BaseTable#read}
     */
    Optional<TableRead> asRead(List<String> columns) throws UnreadableTableException;

    /**
     * Returns the model's rows with exactly these columns. The columns are nullable and in any
     * order. Adds only stateless operators to the job.
     *
     * @param uid prefix of the uids of these operators; unique in the job
     * @param reader turns a read into a stream of its {@code produced} rows
     * @throws UnreadableTableException as {@link BaseTable#read}
     */
    Rows rows(
            StreamExecutionEnvironment environment,
            String uid,
            List<String> columns,
            Function<TableRead, DataStream<RowData>> reader)
            throws UnreadableTableException;

    /**
     * A stream of rows.
     *
     * @param type of the rows
     */
    record Rows(DataStream<RowData> stream, RowType type) {}
}
