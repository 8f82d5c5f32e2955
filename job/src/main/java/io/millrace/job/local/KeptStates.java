/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.filesystem.RelativeFileStateHandle;

/**
 * The state of syncs that are not in the job, in {@code <area>/<state name>/<checkpoint>/}: a
 * restore point with the operators of one sync, and links to their files. Flink does not delete
 * these links. Must be used only while no job runs.
 */
final class KeptStates {

    static final String PROPERTIES = "kept.properties";

    private static final String NAME = "name";
    private static final String SINCE = "since";

    private final Path area;

    KeptStates(Path area) {
        this.area = area;
    }

    /** The state of one sync. */
    record Kept(SavedSync sync, RestorePoint point) {}

    /** All kept states, ordered by state name. */
    List<Kept> all() {
        List<Kept> all = new ArrayList<>();
        for (Path sync : folders(area)) {
            folders(sync).stream()
                    .flatMap(folder -> read(sync.getFileName().toString(), folder).stream())
                    .max(Comparator.comparingLong(kept -> kept.point().checkpointId()))
                    .ifPresent(all::add);
        }
        return List.copyOf(all);
    }

    private Optional<Kept> read(String stateName, Path folder) {
        Path metadata = folder.resolve(RestorePoint.METADATA);
        if (!Files.exists(metadata)) {
            return Optional.empty();
        }
        return RestorePoint.read(metadata, area)
                .map(point -> new Kept(describe(stateName, point), point));
    }

    private static SavedSync describe(String stateName, RestorePoint point) {
        Properties properties = new Properties();
        try (Reader text = Files.newBufferedReader(point.path().resolve(PROPERTIES))) {
            properties.load(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Instant since = Instant.parse(properties.getProperty(SINCE));
        SavedSync found =
                SavedSync.of(stateName, List.copyOf(point.operators()), Optional.of(since));
        return new SavedSync(
                stateName,
                properties.getProperty(NAME, stateName),
                Optional.of(since),
                found.bytes());
    }

    /**
     * Keeps the state of these operators. The state is complete on disk when the method returns.
     */
    Kept keep(String stateName, List<OperatorState> operators, long checkpointId, Instant now)
            throws IOException {
        Path folder = area.resolve(stateName).resolve(Long.toString(checkpointId));
        Files.createDirectories(folder);
        StateFiles links = new StateFiles(file -> link(file, folder));
        List<OperatorState> kept = operators.stream().map(links::replace).toList();
        SavedSync sync = SavedSync.of(stateName, operators, Optional.of(now));
        Properties properties = new Properties();
        properties.setProperty(NAME, sync.name());
        properties.setProperty(SINCE, now.toString());
        try (Writer text = Files.newBufferedWriter(folder.resolve(PROPERTIES))) {
            properties.store(text, "A sync that is not in the job");
        }
        RestorePoint.write(folder, new CheckpointMetadata(checkpointId, kept, List.of()));
        return read(stateName, folder)
                .orElseThrow(() -> new IOException("the state of " + stateName + " is not kept"));
    }

    /** The handle is relative, so that the state folder can be moved. */
    private static FileStateHandle link(FileStateHandle file, Path folder) {
        Path source = Path.of(file.getFilePath().getPath());
        String name = source.getFileName().toString();
        Path target = folder.resolve(name);
        try {
            if (!Files.exists(target)) {
                linkOrCopy(source, target);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RelativeFileStateHandle(
                new org.apache.flink.core.fs.Path(FlinkPath.of(target)), name, file.getStateSize());
    }

    /**
     * State files never change, so a link is equivalent to a copy. Some file systems have no links.
     */
    private static void linkOrCopy(Path source, Path target) throws IOException {
        try {
            Files.createLink(target, source);
        } catch (UnsupportedOperationException | FileSystemException e) {
            Path unfinished = target.resolveSibling(target.getFileName() + ".new");
            Files.deleteIfExists(unfinished);
            Files.copy(source, unfinished);
            Files.move(unfinished, target);
        }
    }

    /** The kept operators with absolute file handles, for use in another restore point. */
    static List<OperatorState> operatorsOf(Kept kept) {
        StateFiles absolute =
                new StateFiles(
                        file -> new FileStateHandle(file.getFilePath(), file.getStateSize()));
        return kept.point().operators().stream().map(absolute::replace).toList();
    }

    /**
     * Drops a kept state. Its files stay until {@link StateFolder#deleteUnused}, because a job may
     * use them.
     */
    void release(Kept kept) throws IOException {
        for (Path folder : folders(area.resolve(kept.sync().stateName()))) {
            Files.deleteIfExists(folder.resolve(RestorePoint.METADATA));
        }
    }

    private static List<Path> folders(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
