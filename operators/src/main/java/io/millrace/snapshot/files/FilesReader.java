/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;

/** Reads one file at a time, and requests the next file at the end of each. */
@SuppressWarnings("try") // The close() of Flink's base class throws Exception.
final class FilesReader<T>
        extends SingleThreadMultiplexSourceReaderBase<FileRecord<T>, T, FileSplit, FileProgress> {

    private boolean moreFiles = true;

    FilesReader(
            FilesTable table,
            FileRecordCollector.Factory<T> collector,
            SourceReaderContext context) {
        super(
                () -> new FilesSplitReader<>(table, collector),
                (fileRecord, output, progress) -> {
                    output.collect(fileRecord.record());
                    progress.advance(fileRecord);
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
        moreFiles = false;
        super.notifyNoMoreSplits();
    }

    private void requestFile() {
        if (moreFiles && getNumberOfCurrentlyAssignedSplits() == 0) {
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
