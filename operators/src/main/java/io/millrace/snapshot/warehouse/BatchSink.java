/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

/** Takes the batches of a range. */
interface BatchSink<T> {

    /** Blocks to apply backpressure. */
    void accept(RowBatch<T> batch) throws InterruptedException;
}
