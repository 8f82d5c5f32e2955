/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot;

import org.apache.flink.api.common.watermark.Watermark;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.util.UserCodeClassLoader;

/** The context of the bounded source's reader during one run. */
final class RunReaderContext implements SourceReaderContext {

    private final SourceReaderContext context;
    private final long run;

    RunReaderContext(SourceReaderContext context, long run) {
        this.context = context;
        this.run = run;
    }

    @Override
    public SourceReaderMetricGroup metricGroup() {
        return context.metricGroup();
    }

    @Override
    public Configuration getConfiguration() {
        return context.getConfiguration();
    }

    @Override
    public String getLocalHostName() {
        return context.getLocalHostName();
    }

    @Override
    public int getIndexOfSubtask() {
        return context.getIndexOfSubtask();
    }

    @Override
    public void sendSplitRequest() {
        context.sendSourceEventToCoordinator(
                new ReaderReport.SplitRequest(run, context.getLocalHostName()));
    }

    @Override
    public void sendSourceEventToCoordinator(SourceEvent event) {
        context.sendSourceEventToCoordinator(new ReaderReport.InnerEvent(run, event));
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
        return context.getUserCodeClassLoader();
    }

    @Override
    public int currentParallelism() {
        return context.currentParallelism();
    }

    @Override
    public void emitWatermark(Watermark watermark) {}
}
