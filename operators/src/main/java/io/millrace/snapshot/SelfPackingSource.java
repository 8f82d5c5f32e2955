/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import io.millrace.row.PackingSettings;
import io.millrace.row.UnmarkedChunk;
import org.apache.flink.api.connector.source.Source;

/**
 * A bounded source that can also pack its rows while it reads them. Batches of packed rows cost
 * less on their way through Flink's source than single rows.
 */
public interface SelfPackingSource {

    /** Returns the same source with packed rows, which have exactly the columns of the layout. */
    Source<UnmarkedChunk.Batch, ?, ?> packed(PackingSettings packing);
}
