/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import static org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.Collector;

/**
 * Numbers 0, 1, 2, … dealt to {@value #KEYS} keys, each counting its own. Source and counts are in
 * step exactly if number {@code n} makes its key's count {@code n / KEYS + 1}, so every line of the
 * output shows whether a restore was right.
 */
final class CountingJob {

    static final int KEYS = 4;

    private CountingJob() {}

    /**
     * Runs in a process of its own until it is killed; with more arguments, lines of these names.
     */
    public static void main(String[] arguments) throws InterruptedException {
        LocalConfiguration configuration =
                LocalConfiguration.of(Path.of(arguments[0]))
                        .withCheckpointInterval(Duration.ofMillis(100));
        Path output = Path.of(arguments[1]);
        String[] lines = Arrays.copyOfRange(arguments, 2, arguments.length);
        try (LocalCluster cluster = LocalCluster.start(configuration)) {
            StreamGraph graph =
                    lines.length == 0
                            ? graph(configuration, "count", output)
                            : lines(configuration, output, lines);
            cluster.submit(graph).await(Duration.ofMinutes(5));
        }
    }

    static StreamGraph graph(LocalConfiguration configuration, String uid, Path output) {
        StreamExecutionEnvironment environment = configuration.environment();
        add(environment, "", uid, output);
        return environment.getStreamGraph();
    }

    /** Several such lines side by side, as syncs are; each has an output of its name. */
    static StreamGraph lines(LocalConfiguration configuration, Path folder, String... names) {
        StreamExecutionEnvironment environment = configuration.environment();
        environment.setMaxParallelism(128);
        for (String name : names) {
            add(environment, name + "/", "diff", folder.resolve(name + ".csv"));
        }
        return environment.getStreamGraph();
    }

    private static void add(
            StreamExecutionEnvironment environment, String prefix, String uid, Path output) {
        environment
                .fromSource(
                        new DataGeneratorSource<>(
                                number -> number,
                                Long.MAX_VALUE,
                                RateLimiterStrategy.perSecond(500),
                                Types.LONG),
                        WatermarkStrategy.noWatermarks(),
                        prefix + "numbers")
                .setParallelism(1)
                .uid(prefix + "numbers")
                .keyBy(number -> (int) (number % KEYS))
                .process(new Count(output.toString()))
                .name(prefix + uid)
                .uid(prefix + uid)
                .sinkTo(new DiscardingSink<>())
                .uid(prefix + "nowhere");
    }

    /** What the job has put out so far; a last line still being written is left out. */
    static List<Line> lines(Path output) throws IOException {
        if (!Files.exists(output)) {
            return List.of();
        }
        String text = Files.readString(output);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(Line::parse)
                .collect(Collectors.toUnmodifiableList());
    }

    record Line(long number, long count) {

        static Line parse(String text) {
            int comma = text.indexOf(',');
            return new Line(
                    Long.parseLong(text.substring(0, comma)),
                    Long.parseLong(text.substring(comma + 1)));
        }

        boolean inStep() {
            return count == number / KEYS + 1;
        }
    }

    private static final class Count extends KeyedProcessFunction<Integer, Long, Long> {

        private static final long serialVersionUID = 1L;

        /** So much that state lies in files of its own, not within the metadata. */
        private static final int BALLAST_BYTES = 200_000;

        private final String output;
        private transient ValueState<Long> count;
        private transient ValueState<byte[]> ballast;
        private transient BufferedWriter writer;

        Count(String output) {
            this.output = output;
        }

        @Override
        public void open(OpenContext context) throws IOException {
            count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
            ballast =
                    getRuntimeContext()
                            .getState(
                                    new ValueStateDescriptor<>(
                                            "ballast", BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
            writer =
                    Files.newBufferedWriter(
                            Path.of(output), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }

        @Override
        public void processElement(Long number, Context context, Collector<Long> out)
                throws IOException {
            Long before = count.value();
            if (before == null) {
                byte[] bytes = new byte[BALLAST_BYTES];
                new Random(number).nextBytes(bytes);
                ballast.update(bytes);
            }
            long now = before == null ? 1 : before + 1;
            count.update(now);
            writer.write(number + "," + now + "\n");
            writer.flush();
        }

        @Override
        public void close() throws IOException {
            if (writer != null) {
                writer.close();
            }
        }
    }
}
