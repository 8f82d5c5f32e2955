/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A complete checkpoint or savepoint on disk: its {@code _metadata}, which Flink writes last, is
 * there and whole.
 *
 * <p>Its checkpoint id is the folder's clock. Flink counts on from the id it restores, and a job
 * always restores the highest, so ids grow over restarts whatever the time of day does.
 */
public final class RestorePoint {

    static final String METADATA = "_metadata";

    private static final Logger LOG = LoggerFactory.getLogger(RestorePoint.class);

    private final Path path;
    private final boolean savepoint;
    private final CheckpointMetadata content;
    private final String bytes;

    private RestorePoint(Path path, boolean savepoint, CheckpointMetadata content, String bytes) {
        this.path = path;
        this.savepoint = savepoint;
        this.content = content;
        this.bytes = bytes;
    }

    /**
     * Reads a {@code _metadata} file; empty if it is not whole or from an unknown version.
     *
     * @param savepoints the folder that all savepoints are in
     */
    static Optional<RestorePoint> read(Path metadata, Path savepoints) {
        return read(metadata, metadata.startsWith(savepoints));
    }

    private static Optional<RestorePoint> read(Path metadata, boolean savepoint) {
        Path folder = Objects.requireNonNull(metadata.getParent());
        try {
            byte[] bytes = Files.readAllBytes(metadata);
            CheckpointMetadata content =
                    Checkpoints.loadCheckpointMetadata(
                            new DataInputStream(new ByteArrayInputStream(bytes)),
                            RestorePoint.class.getClassLoader(),
                            FlinkPath.of(folder));
            return Optional.of(
                    new RestorePoint(
                            folder,
                            savepoint,
                            content,
                            new String(bytes, StandardCharsets.ISO_8859_1)));
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            LOG.warn("{} can't be read and is not restored", metadata, e);
            return Optional.empty();
        }
    }

    /**
     * Writes a {@code _metadata} file, all of it or nothing.
     *
     * @param folder of the restore point; created if it is missing
     */
    static void write(Path folder, CheckpointMetadata content) throws IOException {
        Files.createDirectories(folder);
        Path unfinished = folder.resolve(METADATA + ".new");
        try (OutputStream bytes = Files.newOutputStream(unfinished)) {
            Checkpoints.storeCheckpointMetadata(content, bytes);
        }
        Files.move(unfinished, folder.resolve(METADATA), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The same point with the state of these operators and no others. */
    RestorePoint with(Collection<OperatorState> operators) throws IOException {
        write(
                path,
                new CheckpointMetadata(
                        checkpointId(),
                        operators,
                        content.getMasterStates(),
                        content.getCheckpointProperties()));
        Path metadata = path.resolve(METADATA);
        return read(metadata, savepoint)
                .orElseThrow(() -> new IOException(metadata + " is not what was written"));
    }

    public Path path() {
        return path;
    }

    public long checkpointId() {
        return content.getCheckpointId();
    }

    public boolean savepoint() {
        return savepoint;
    }

    Collection<OperatorState> operators() {
        return content.getOperatorStates();
    }

    /**
     * Whether the state needs this file. Flink names its files by random UUIDs and writes each name
     * into the metadata as it is, so looking for the name is enough.
     */
    boolean uses(Path file) {
        String name = file.getFileName().toString();
        boolean own = name.equals(METADATA) || name.equals(KeptStates.PROPERTIES);
        return own ? path.equals(file.getParent()) : bytes.contains(name);
    }

    @Override
    public String toString() {
        return (savepoint ? "savepoint " : "checkpoint ") + path;
    }
}
