/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;

/** Requests a file when the one before is read. */
@SuppressWarnings("try") // Flink declares close() as it likes.
final class FilesReader<T>
        extends SingleThreadMultiplexSourceReaderBase<FileRecord<T>, T, FileSplit, FileProgress> {

    private boolean mayBeMore = true;

    FilesReader(
            FilesTable table,
            FileRecordCollector.Factory<T> gathering,
            SourceReaderContext context) {
        super(
                () -> new FilesSplitReader<>(table, gathering),
                (emission, output, progress) -> {
                    output.collect(emission.record());
                    progress.advance(emission);
                },
                context.getConfiguration(),
                context);
    }

    @Override
    public void start() {
        requestFile();
    }

    @Override
    public void addSplits(List<FileSplit> splits) {
        super.addSplits(splits);
        requestFile();
    }

    @Override
    protected void onSplitFinished(Map<String, FileProgress> finished) {
        requestFile();
    }

    @Override
    public void notifyNoMoreSplits() {
        mayBeMore = false;
        super.notifyNoMoreSplits();
    }

    private void requestFile() {
        if (mayBeMore && getNumberOfCurrentlyAssignedSplits() == 0) {
            context.sendSplitRequest();
        }
    }

    @Override
    protected FileProgress initializedState(FileSplit split) {
        return new FileProgress(split);
    }

    @Override
    protected FileSplit toSplitType(String splitId, FileProgress progress) {
        return progress.toSplit();
    }
}
