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

/** A set of rows that syncs read: a table as it is, or a view over one table. */
public sealed interface Model permits TableModel, ViewModel {

    String name();

    /** Where it is declared. */
    Location at();

    /** The one table that is read for it. */
    BaseTable base();

    /** All columns, nullable. */
    RowType columns();

    /** The primary key that holds without a sync's {@code key:}; empty if none is known. */
    List<String> primaryKey();

    /**
     * A reading that emits the model's rows with exactly these columns, in this order; empty if
     * something has to be done to the rows it reads.
     *
     * @throws UnreadableTableException as {@link BaseTable#read}
     */
    Optional<TableRead> asRead(List<String> columns) throws UnreadableTableException;

    /**
     * The model's rows, with exactly these columns, nullable, in any order. Adds only stateless
     * operators.
     *
     * @param uid what the uids of those operators begin with: a name unique in the job
     * @param reader makes a stream out of a reading, of its {@code produced} rows
     * @throws UnreadableTableException as {@link BaseTable#read}
     */
    Rows rows(
            StreamExecutionEnvironment environment,
            String uid,
            List<String> columns,
            Function<TableRead, DataStream<RowData>> reader)
            throws UnreadableTableException;

    /**
     * Rows of a job.
     *
     * @param type of the rows
     */
    record Rows(DataStream<RowData> stream, RowType type) {}
}
