/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import io.millrace.row.PackingSettings;
import io.millrace.row.UnmarkedChunk;
import org.apache.flink.api.connector.source.Source;

/**
 * A bounded source of rows that can pack them as well, while it reads them. That spares what each
 * row costs on its way through the source: packed, the same rows are handed over in batches.
 */
public interface SelfPackingSource {

    /**
     * The same source, of packed rows. It emits exactly the columns of {@code packing}'s layout.
     */
    Source<UnmarkedChunk.Batch, ?, ?> packed(PackingSettings packing);
}
