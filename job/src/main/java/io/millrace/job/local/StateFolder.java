/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;

/**
 * The state folder of a job: {@code checkpoints/}, {@code savepoints/}, {@code kept/} for syncs
 * that are not in the job, and {@code tmp/}, which is cleared at each start. One process at a time
 * owns the folder, see {@link FolderLock}.
 */
final class StateFolder implements AutoCloseable {

    private static final long LEAST_FREE_BYTES = 128L << 20;

    private static final DateTimeFormatter ASIDE =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path root;
    private final FolderLock lock;

    private StateFolder(Path root, FolderLock lock) {
        this.root = root;
        this.lock = lock;
    }

    static Path checkpointsIn(Path state) {
        return state.resolve("checkpoints");
    }

    static Path savepointsIn(Path state) {
        return state.resolve("savepoints");
    }

    static Path keptIn(Path state) {
        return state.resolve("kept");
    }

    static Path temporaryIn(Path state) {
        return state.resolve("tmp");
    }

    /** Locks the folder, creates missing subfolders and clears {@code tmp/}. */
    static StateFolder open(Path root) {
        return open(root, LEAST_FREE_BYTES);
    }

    static StateFolder open(Path root, long leastFreeBytes) {
        requireOnePath(root);
        try {
            StateFolder folder = new StateFolder(root, FolderLock.take(root));
            try {
                Files.createDirectories(checkpointsIn(root));
                Files.createDirectories(savepointsIn(root));
                Files.createDirectories(keptIn(root));
                folder.requireSpace(leastFreeBytes);
                folder.clearTemporary();
                Files.createDirectories(temporaryIn(root));
            } catch (IOException | RuntimeException e) {
                folder.close();
                throw e;
            }
            return folder;
        } catch (IOException e) {
            throw LocalClusterException.unwritable(root, e);
        }
    }

    /**
     * Flink splits the option for temporary folders at these characters, without an escape, so it
     * would use other folders.
     */
    private static void requireOnePath(Path root) {
        for (String separator : List.of(",", File.pathSeparator)) {
            if (temporaryIn(root).toAbsolutePath().toString().contains(separator)) {
                throw new LocalClusterException(
                        "the state folder "
                                + root
                                + " can't be used: its path contains a '"
                                + separator
                                + "', at which Flink would split it. Give another folder with"
                                + " 'state' in millrace.yaml or with --state");
            }
        }
    }

    private void requireSpace(long leastFreeBytes) throws IOException {
        long free = Files.getFileStore(root).getUsableSpace();
        if (free < leastFreeBytes) {
            throw new LocalClusterException(
                    String.format(
                            Locale.ROOT,
                            "the disk of the state folder %s has %d MB left, %d MB are needed"
                                    + " to start",
                            root,
                            free >> 20,
                            leastFreeBytes >> 20));
        }
    }

    Path root() {
        return root;
    }

    Path savepoints() {
        return savepointsIn(root);
    }

    KeptStates kept() {
        return new KeptStates(keptIn(root));
    }

    /** All complete checkpoints and savepoints, newest first. */
    List<RestorePoint> restorePoints() {
        return restorePointsIn(root);
    }

    /** As {@link #restorePoints}, for a folder that another process may own and change. */
    static List<RestorePoint> restorePointsIn(Path state) {
        return Stream.of(checkpointsIn(state), savepointsIn(state))
                .flatMap(folder -> files(folder).stream())
                .filter(file -> file.getFileName().toString().equals(RestorePoint.METADATA))
                .flatMap(file -> RestorePoint.read(file, savepointsIn(state)).stream())
                .sorted(Comparator.comparingLong(RestorePoint::checkpointId).reversed())
                .collect(Collectors.toUnmodifiableList());
    }

    /** Writes a savepoint with this content, as if a job had been stopped with it. */
    RestorePoint newSavepoint(CheckpointMetadata content) throws IOException {
        Path folder = savepoints().resolve("savepoint-kept-" + content.getCheckpointId());
        RestorePoint.write(folder, content);
        Path metadata = folder.resolve(RestorePoint.METADATA);
        return RestorePoint.read(metadata, savepoints())
                .orElseThrow(() -> new IOException(metadata + " is not what was written"));
    }

    /**
     * Deletes what a crash left behind: incomplete checkpoints, checkpoints older than {@code
     * chosen}, and their files. Keeps the newest savepoint as a fallback, and the kept states of
     * syncs that are not in the job. Must be called only while no job runs.
     */
    void deleteUnused(RestorePoint chosen) {
        List<RestorePoint> points = restorePoints();
        Optional<RestorePoint> savepoint =
                points.stream().filter(RestorePoint::savepoint).findFirst();
        Stream<RestorePoint> ofMissingSyncs = kept().all().stream().map(KeptStates.Kept::point);
        List<RestorePoint> needed =
                Stream.of(Stream.of(chosen), savepoint.stream(), ofMissingSyncs)
                        .flatMap(each -> each)
                        .collect(Collectors.toUnmodifiableList());
        for (Path area : List.of(checkpointsIn(root), savepointsIn(root), keptIn(root))) {
            files(area).stream()
                    .filter(file -> needed.stream().noneMatch(point -> point.uses(file)))
                    .forEach(StateFolder::delete);
            deleteEmptyFolders(area);
        }
    }

    private static List<Path> files(Path folder) {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).collect(Collectors.toUnmodifiableList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteEmptyFolders(Path area) {
        try (Stream<Path> walk = Files.walk(area)) {
            walk.sorted(Comparator.reverseOrder())
                    .filter(path -> !path.equals(area) && Files.isDirectory(path))
                    .filter(StateFolder::isEmpty)
                    .forEach(StateFolder::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isEmpty(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.findAny().isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Deletes all checkpoints, savepoints and kept states. Must be called only while no job runs.
     */
    void forget() {
        try {
            deleteTree(checkpointsIn(root));
            deleteTree(savepointsIn(root));
            deleteTree(keptIn(root));
            Files.createDirectories(checkpointsIn(root));
            Files.createDirectories(savepointsIn(root));
            Files.createDirectories(keptIn(root));
        } catch (IOException e) {
            throw LocalClusterException.unwritable(root, e);
        }
    }

    /**
     * Moves all checkpoints, savepoints and kept states, and a ledger in the folder, into a
     * subfolder. Must be called only while no job runs.
     *
     * @return the subfolder; empty if there was nothing to move
     */
    Optional<Path> setAside(Instant now) {
        List<Path> ledger = ledgerFiles();
        if (restorePoints().isEmpty() && kept().all().isEmpty() && ledger.isEmpty()) {
            return Optional.empty();
        }
        List<Path> saved = List.of(checkpointsIn(root), savepointsIn(root), keptIn(root));
        Path aside = root.resolve("set-aside-" + ASIDE.format(now));
        try {
            Files.createDirectories(aside);
            for (Path moved : Stream.concat(saved.stream(), ledger.stream()).toList()) {
                Files.move(moved, aside.resolve(root.relativize(moved)));
            }
            for (Path folder : saved) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw LocalClusterException.unwritable(root, e);
        }
        return Optional.of(aside);
    }

    /** The files of the default H2 ledger, which is named {@code ledger}. */
    private List<Path> ledgerFiles() {
        try (Stream<Path> children = Files.list(root)) {
            return children.filter(child -> child.getFileName().toString().startsWith("ledger."))
                    .toList();
        } catch (IOException e) {
            throw LocalClusterException.unwritable(root, e);
        }
    }

    private void clearTemporary() throws IOException {
        deleteTree(temporaryIn(root));
    }

    private static void deleteTree(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> walk = Files.walk(tree)) {
                walk.sorted(Comparator.reverseOrder()).forEach(StateFolder::delete);
            }
        }
    }

    @Override
    public void close() {
        lock.close();
    }

    /** As {@link #close()}, and clears {@code tmp/}, which must not be in use any more. */
    void closeAndClear() {
        try {
            clearTemporary();
        } catch (IOException | UncheckedIOException e) {
            // Ignored: tmp/ is cleared at the next start, and leftovers only use disk space.
        }
        close();
    }
}
