/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a job keeps what must outlive it: {@code checkpoints/}, {@code savepoints/}, and {@code
 * tmp/} for what need not. One process at a time owns it, by a lock on the file {@code lock} that
 * the operating system releases when the process dies, however it dies.
 */
final class StateFolder implements AutoCloseable {

    private static final long LEAST_FREE_BYTES = 128L << 20;

    private final Path root;
    private final FileChannel channel;
    private final FileLock lock;

    private StateFolder(Path root, FileChannel channel, FileLock lock) {
        this.root = root;
        this.channel = channel;
        this.lock = lock;
    }

    static Path checkpointsIn(Path state) {
        return state.resolve("checkpoints");
    }

    static Path savepointsIn(Path state) {
        return state.resolve("savepoints");
    }

    static Path temporaryIn(Path state) {
        return state.resolve("tmp");
    }

    /** Creates what is missing, takes the lock and empties {@code tmp/}. */
    static StateFolder open(Path root) {
        return open(root, LEAST_FREE_BYTES);
    }

    static StateFolder open(Path root, long leastFreeBytes) {
        try {
            Files.createDirectories(root);
            Files.createDirectories(checkpointsIn(root));
            Files.createDirectories(savepointsIn(root));
            StateFolder folder = locked(root);
            try {
                folder.requireSpace(leastFreeBytes);
                folder.clearTemporary();
                Files.createDirectories(temporaryIn(root));
            } catch (IOException | RuntimeException e) {
                folder.close();
                throw e;
            }
            return folder;
        } catch (IOException e) {
            throw new LocalClusterException(
                    "can't write the state folder " + root + ": " + reason(e), e);
        }
    }

    private static StateFolder locked(Path root) throws IOException {
        Path file = root.resolve("lock");
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        Optional<FileLock> lock = tryLock(channel);
        if (lock.isEmpty()) {
            String owner = readOwner(channel);
            channel.close();
            throw new LocalClusterException(
                    "the state folder "
                            + root
                            + " is in use by process "
                            + owner
                            + ". Stop that one, or choose another folder with --state");
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(
                        Long.toString(ProcessHandle.current().pid())
                                .getBytes(StandardCharsets.US_ASCII)),
                0);
        return new StateFolder(root, channel, lock.get());
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    private static String readOwner(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        channel.read(pid, 0);
        return new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII);
    }

    private void requireSpace(long leastFreeBytes) throws IOException {
        long free = Files.getFileStore(root).getUsableSpace();
        if (free < leastFreeBytes) {
            throw new LocalClusterException(
                    String.format(
                            Locale.ROOT,
                            "the disk of the state folder %s has %d MB left, %d MB are needed to start",
                            root,
                            free >> 20,
                            leastFreeBytes >> 20));
        }
    }

    private static String reason(IOException e) {
        return Optional.ofNullable(e.getMessage())
                .map(message -> e.getClass().getSimpleName() + " " + message)
                .orElseGet(() -> e.getClass().getSimpleName());
    }

    Path root() {
        return root;
    }

    Path savepoints() {
        return savepointsIn(root);
    }

    /** Every complete checkpoint and savepoint, the newest first. */
    List<RestorePoint> restorePoints() {
        return Stream.of(checkpointsIn(root), savepointsIn(root))
                .flatMap(folder -> files(folder).stream())
                .filter(file -> file.getFileName().toString().equals(RestorePoint.METADATA))
                .flatMap(file -> RestorePoint.read(file, savepointsIn(root)).stream())
                .sorted(Comparator.comparingLong(RestorePoint::checkpointId).reversed())
                .collect(Collectors.toUnmodifiableList());
    }

    /**
     * Deletes what a crash leaves: halves of checkpoints, checkpoints older than {@code chosen} and
     * files only those used. Complete savepoints stay, whoever made them. Only to be called while
     * no job runs.
     */
    void sweep(RestorePoint chosen) {
        List<RestorePoint> kept =
                restorePoints().stream()
                        .filter(point -> point.savepoint() || point.path().equals(chosen.path()))
                        .collect(Collectors.toUnmodifiableList());
        for (Path area : List.of(checkpointsIn(root), savepointsIn(root))) {
            files(area).stream()
                    .filter(file -> kept.stream().noneMatch(point -> point.uses(file)))
                    .forEach(StateFolder::delete);
            deleteEmptyFolders(area);
        }
    }

    private static List<Path> files(Path folder) {
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

    private void clearTemporary() throws IOException {
        Path temporary = temporaryIn(root);
        if (Files.exists(temporary)) {
            try (Stream<Path> walk = Files.walk(temporary)) {
                walk.sorted(Comparator.reverseOrder()).forEach(StateFolder::delete);
            }
        }
    }

    @Override
    public void close() {
        try (channel) {
            lock.release();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #close()}, when nothing uses {@code tmp/} any more. */
    void closeAndClear() {
        try {
            clearTemporary();
        } catch (IOException | UncheckedIOException e) {
            // Emptied at the next start: what is left in tmp/ costs disk, never correctness.
        }
        close();
    }
}
