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

/** Reads files one after the other, in batches. */
final class FilesSplitReader<T> implements SplitReader<FileRecord<T>, FileSplit> {

    private final FilesTable table;
    private final FileRecordCollector<T> gathering;
    private final Queue<FileSplit> waiting = new ArrayDeque<>();
    private Optional<OpenedFile> reading = Optional.empty();
    private String splitId = "";

    FilesSplitReader(FilesTable table, FileRecordCollector.Factory<T> gathering) {
        this.table = table;
        this.gathering = gathering.create(table);
    }

    @Override
    public RecordsWithSplitIds<FileRecord<T>> fetch() throws IOException {
        if (reading.isEmpty()) {
            if (waiting.isEmpty()) {
                return new FileBatch<>("", List.of(), false);
            }
            open(waiting.remove());
        }
        OpenedFile file = reading.get();
        boolean last = false;
        while (!last && !gathering.isFull()) {
            last = !file.next();
            if (!last) {
                gathering.add(file.values());
            }
        }
        if (last) {
            file.close();
            reading = Optional.empty();
        }
        return new FileBatch<>(splitId, gathering.take(), last);
    }

    private void open(FileSplit split) {
        OpenedFile file = OpenedFile.open(split.file(), table);
        reading = Optional.of(file);
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
        waiting.addAll(change.splits());
    }

    /** A batch is read in moments, so there is nothing to wake. */
    @Override
    public void wakeUp() {}

    @Override
    public void close() throws IOException {
        if (reading.isPresent()) {
            reading.get().close();
        }
    }
}
