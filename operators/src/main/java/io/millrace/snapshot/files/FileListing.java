/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import io.millrace.snapshot.files.FilesOptions.FileChoice;
import io.millrace.snapshot.files.format.FilesException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Lists the files of a table. Hidden files are left out unless the path is the file itself: names
 * that begin with a dot or an underscore, and names with an ending of unfinished files or
 * checksums.
 */
final class FileListing {

    private static final Pattern HIDDEN =
            Pattern.compile(
                    "[._].*|.*(\\.crc|\\.tmp|\\.temp|\\.part|\\.partial|\\.inprogress|\\.filepart|\\.crdownload|~)",
                    Pattern.CASE_INSENSITIVE);

    private final FilesTable.Location location;
    private final PathPattern pattern;
    private final Pattern regex;
    private final List<SourceFile> found = new ArrayList<>();
    private int hidden;

    private FileListing(FilesTable.Location location) {
        this.location = location;
        this.pattern = PathPattern.of(location.path());
        this.regex = pattern.regex();
    }

    /**
     * Returns the files to read, newest first; at least one.
     *
     * @throws FilesException if no file is found, or the files can't be listed
     */
    static List<SourceFile> of(FilesTable.Location location) {
        return new FileListing(location).list();
    }

    /**
     * @param path path with slashes; only the last segment is tested
     */
    static boolean isHidden(String path) {
        return HIDDEN.matcher(path.substring(path.lastIndexOf('/') + 1)).matches();
    }

    private List<SourceFile> list() {
        try {
            Path base = new Path(pattern.base());
            FileSystem files = base.getFileSystem();
            FileStatus status = files.getFileStatus(base);
            if (status.isDir()) {
                descend(files, base, "", pattern.isPlain() ? Integer.MAX_VALUE : pattern.depth());
            } else if (pattern.isPlain()) {
                found.add(SourceFile.of(status));
            }
        } catch (FileNotFoundException e) {
            throw noFile("there is no " + pattern.base(), e);
        } catch (IOException | IllegalArgumentException e) {
            throw new FilesException(
                    "can't list the files of 'path' " + location.path() + ": " + e.getMessage(), e);
        }
        if (found.isEmpty()) {
            throw noFile(
                    hidden == 0 ? "" : hidden + " hidden or unfinished ones are left out", null);
        }
        found.sort(newestFirst());
        return location.choice() == FileChoice.NEWEST ? List.of(found.get(0)) : List.copyOf(found);
    }

    private FilesException noFile(String why, Throwable cause) {
        return new FilesException(
                "no file matches 'path' "
                        + location.path()
                        + (why.isEmpty() ? "" : ": " + why)
                        + ". Nothing is removed; correct 'path', or wait for the files",
                cause);
    }

    private Comparator<SourceFile> newestFirst() {
        Comparator<SourceFile> byName = Comparator.comparing(SourceFile::path);
        return switch (location.order()) {
            case MODIFICATION_TIME ->
                    Comparator.comparingLong(SourceFile::modified).thenComparing(byName).reversed();
            case NAME -> byName.reversed();
        };
    }

    private void descend(FileSystem files, Path folder, String relative, int depth)
            throws IOException {
        FileStatus[] statuses = files.listStatus(folder);
        if (statuses == null) {
            throw new FileNotFoundException(folder + " was removed while it was listed");
        }
        for (FileStatus status : statuses) {
            String name = status.getPath().getName();
            String path = relative.isEmpty() ? name : relative + "/" + name;
            boolean matches = pattern.isPlain() || regex.matcher(path).matches();
            if (isHidden(name)) {
                hidden += matches && !status.isDir() ? 1 : 0;
            } else if (status.isDir()) {
                if (depth > 0) {
                    descend(files, status.getPath(), path, depth - 1);
                }
            } else if (matches) {
                found.add(SourceFile.of(status));
            }
        }
    }
}
