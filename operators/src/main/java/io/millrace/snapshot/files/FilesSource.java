/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import io.millrace.row.PackingSettings;
import io.millrace.row.UnmarkedChunk;
import io.millrace.snapshot.SelfPackingSource;
import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.table.data.RowData;

/** The bounded source of all rows of the files that exist when the source starts. */
final class FilesSource<T> implements Source<T, FileSplit, RemainingFiles>, SelfPackingSource {

    private static final long serialVersionUID = 1L;

    private final FilesTable table;
    private final FileRecordCollector.Factory<T> collector;

    private FilesSource(FilesTable table, FileRecordCollector.Factory<T> collector) {
        this.table = table;
        this.collector = collector;
    }

    static FilesSource<RowData> of(FilesTable table) {
        return new FilesSource<>(table, filesTable -> new PlainFileCollector());
    }

    @Override
    public Source<UnmarkedChunk.Batch, ?, ?> packed(PackingSettings packing) {
        return new FilesSource<>(
                table, filesTable -> new PackingFileCollector(filesTable, packing));
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SplitEnumerator<FileSplit, RemainingFiles> createEnumerator(
            SplitEnumeratorContext<FileSplit> context) {
        return restoreEnumerator(context, new RemainingFiles(false, List.of()));
    }

    @Override
    public SplitEnumerator<FileSplit, RemainingFiles> restoreEnumerator(
            SplitEnumeratorContext<FileSplit> context, RemainingFiles remaining) {
        return new FilesEnumerator(table, context, remaining);
    }

    @Override
    public SourceReader<T, FileSplit> createReader(SourceReaderContext context) {
        return new FilesReader<>(table, collector, context);
    }

    @Override
    public SimpleVersionedSerializer<FileSplit> getSplitSerializer() {
        return new FileSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<RemainingFiles> getEnumeratorCheckpointSerializer() {
        return new RemainingFilesSerializer();
    }
}
