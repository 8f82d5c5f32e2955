/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import io.millrace.snapshot.files.format.FilesException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;

/** Reads one file after another, in batches of records. */
final class FilesSplitReader<T> implements SplitReader<FileRecord<T>, FileSplit> {

    private final FilesTable table;
    private final FileRecordCollector<T> collector;
    private final Queue<FileSplit> assigned = new ArrayDeque<>();
    private Optional<OpenedFile> current = Optional.empty();
    private String splitId = "";

    FilesSplitReader(FilesTable table, FileRecordCollector.Factory<T> collector) {
        this.table = table;
        this.collector = collector.create(table);
    }

    @Override
    public RecordsWithSplitIds<FileRecord<T>> fetch() throws IOException {
        if (current.isEmpty()) {
            if (assigned.isEmpty()) {
                return new FileBatch<>("", List.of(), false);
            }
            open(assigned.remove());
        }
        OpenedFile file = current.get();
        boolean last = false;
        while (!last && !collector.isFull()) {
            last = !file.next();
            if (!last) {
                collector.add(file.values());
            }
        }
        if (last) {
            file.close();
            current = Optional.empty();
        }
        return new FileBatch<>(splitId, collector.take(), last);
    }

    private void open(FileSplit split) {
        OpenedFile file = OpenedFile.open(split.file(), table);
        current = Optional.of(file);
        splitId = split.splitId();
        for (long row = 0; row < split.emittedRows(); row++) {
            if (!file.next()) {
                throw new FilesException(
                        split.file().path()
                                + ": has fewer rows than were read before the job restarted");
            }
        }
    }

    @Override
    public void handleSplitsChanges(SplitsChange<FileSplit> change) {
        assigned.addAll(change.splits());
    }

    /** No-op: a batch is read in a moment. */
    @Override
    public void wakeUp() {}

    @Override
    public void close() throws IOException {
        if (current.isPresent()) {
            current.get().close();
        }
    }
}
