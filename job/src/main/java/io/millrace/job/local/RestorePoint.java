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
 * A complete checkpoint or savepoint on disk: the file {@code _metadata}, which Flink writes last,
 * can be read.
 *
 * <p>Restore points are ordered by checkpoint id. A job restores the highest id and Flink continues
 * counting from it, so ids grow across restarts, independent of the system clock.
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
     * Reads a {@code _metadata} file; empty if it is incomplete or of an unknown version.
     *
     * @param savepoints the folder of all savepoints
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
     * Writes a {@code _metadata} file atomically.
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

    /** Rewrites this restore point so that it has the state of exactly these operators. */
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
     * Whether the state references this file. File names are random UUIDs, and the metadata
     * contains each name as plain text, so a search for the name is sufficient.
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
