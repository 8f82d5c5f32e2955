/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import io.millrace.row.PackingSettings;
import io.millrace.row.RowLayout;
import io.millrace.row.RowPacker;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/** Packs the rows of any source into chunks of their run. */
public final class PackingRunMarking extends RunAssigningOperator<RowData> {

    private static final long serialVersionUID = 1L;

    private final RowType produced;
    private final RowLayout layout;
    private final long fingerprint;

    private transient RowPacker packer;

    /**
     * @param produced type of the rows that arrive
     * @param layout the columns to keep; found in {@code produced} by name
     * @param fingerprint fingerprint of the mapping; all rows count as changed when it changes
     */
    public PackingRunMarking(RowType produced, RowLayout layout, long fingerprint) {
        RowPacker.positions(produced, layout);
        this.produced = produced;
        this.layout = layout;
        this.fingerprint = fingerprint;
    }

    /** For rows whose columns are those of the layout. */
    public PackingRunMarking(RowLayout layout, long fingerprint) {
        this(layout.columns(), layout, fingerprint);
    }

    @Override
    public void open() throws Exception {
        super.open();
        int keyGroups = getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks();
        packer = new RowPacker(produced, new PackingSettings(layout, fingerprint, keyGroups));
    }

    @Override
    public void processElement(StreamRecord<RowData> element) {
        packer.add(element.getValue());
        if (packer.isFull()) {
            emitAll();
        }
    }

    @Override
    protected void emitAll() {
        packer.takeAll().forEach(this::emit);
    }
}
