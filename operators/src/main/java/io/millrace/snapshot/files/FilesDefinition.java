/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import io.millrace.snapshot.files.FilesOptions.Format;
import io.millrace.snapshot.files.FilesOptions.MissingField;
import io.millrace.snapshot.files.format.CsvFormat;
import io.millrace.snapshot.files.format.FileColumns;
import io.millrace.snapshot.files.format.FileFormat;
import io.millrace.snapshot.files.format.JsonFormat;
import io.millrace.snapshot.files.format.ParquetFormat;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.RowType;

/** Resolves the options of a DDL into a {@link FilesTable}, or reports all their problems. */
final class FilesDefinition {

    private final Configuration given;
    private final RowType columns;
    private final List<FilesProblem> problems = new ArrayList<>();

    private FilesDefinition(Map<String, String> options, RowType columns) {
        this.given = Configuration.fromMap(options);
        this.columns = columns;
    }

    /**
     * @throws ValidationException with every problem of the options
     */
    static FilesTable table(Map<String, String> options, RowType columns) {
        List<FilesProblem> problems = problems(options, columns);
        if (!problems.isEmpty()) {
            throw new ValidationException(
                    String.join("\n", problems.stream().map(FilesProblem::message).toList()));
        }
        Configuration given = Configuration.fromMap(options);
        return new FilesTable(
                new FilesTable.Location(
                        given.get(FilesOptions.PATH),
                        given.get(FilesOptions.FILES),
                        given.get(FilesOptions.NEWEST_BY)),
                new FilesTable.Packaging(
                        given.get(FilesOptions.COMPRESSION), given.get(FilesOptions.ZIP_ENTRIES)),
                format(given),
                new FileColumns(columns, columns));
    }

    private static FileFormat format(Configuration given) {
        return switch (given.get(FilesOptions.FORMAT)) {
            case CSV ->
                    new CsvFormat(
                            given.get(FilesOptions.CSV_HEADER),
                            delimiter(given.get(FilesOptions.CSV_DELIMITER)).charAt(0),
                            given.get(FilesOptions.CSV_QUOTE),
                            given.get(FilesOptions.CSV_NULL_LITERAL),
                            given.get(FilesOptions.CSV_NULL_WHEN_QUOTED),
                            given.get(FilesOptions.CSV_CHARSET));
            case JSON ->
                    new JsonFormat(
                            given.get(FilesOptions.JSON_MISSING_FIELD) == MissingField.REFUSE);
            case PARQUET -> new ParquetFormat();
        };
    }

    private static String delimiter(String given) {
        return given.equals("\\t") ? "\t" : given;
    }

    static List<FilesProblem> problems(Map<String, String> options, RowType columns) {
        FilesDefinition definition = new FilesDefinition(options, columns);
        definition.check();
        return definition.problems;
    }

    private void check() {
        FilesOptions.ALL.forEach(this::value);
        checkPath();
        Optional<Format> format = value(FilesOptions.FORMAT);
        if (format.isEmpty() && problems.isEmpty()) {
            error(FilesOptions.FORMAT, "is missing: give csv, json or parquet");
        }
        format.ifPresent(this::checkOtherFormats);
        format.filter(given -> given == Format.PARQUET).ifPresent(given -> checkParquet());
        checkCsv();
        value(FilesOptions.ZIP_ENTRIES)
                .filter(pattern -> !PathPattern.hasBalancedBraces(pattern))
                .ifPresent(pattern -> error(FilesOptions.ZIP_ENTRIES, "has a brace on its own"));
        columns.getFields().forEach(this::checkColumn);
    }

    private void checkPath() {
        String path = value(FilesOptions.PATH).orElse("");
        if (path.isBlank()) {
            error(FilesOptions.PATH, "is missing: give a file, a folder or a pattern");
        } else if (!PathPattern.hasBalancedBraces(path)) {
            error(FilesOptions.PATH, "has a brace on its own, in " + path);
        }
    }

    /** An option of another format has no effect, so it is a problem. */
    private void checkOtherFormats(Format format) {
        for (ConfigOption<?> option : FilesOptions.ALL) {
            for (Format other : Format.values()) {
                if (other != format
                        && option.key().startsWith(other + ".")
                        && given.contains(option)) {
                    error(option, "has no effect with 'format' = '" + format + "': remove it");
                }
            }
        }
    }

    private void checkParquet() {
        if (!ParquetFormat.isAvailable()) {
            error(
                    FilesOptions.FORMAT,
                    "= 'parquet' needs libraries that are not on the class path: copy parquet-*.jar,"
                            + " hadoop-*.jar, aircompressor-*.jar, snappy-java-*.jar and zstd-jni-*.jar"
                            + " from job/cli/target/lib into the lib folder of Flink");
        }
        boolean packed =
                value(FilesOptions.COMPRESSION)
                        .filter(way -> way == Compression.GZIP || way == Compression.ZIP)
                        .isPresent();
        if (packed) {
            error(FilesOptions.COMPRESSION, "has no effect on Parquet, which compresses itself");
        }
    }

    private void checkCsv() {
        String delimiter = delimiter(value(FilesOptions.CSV_DELIMITER).orElse(","));
        if (delimiter.length() != 1 || "\r\n".contains(delimiter)) {
            error(FilesOptions.CSV_DELIMITER, "must be one character");
        }
        String quote = value(FilesOptions.CSV_QUOTE).orElse("\"");
        if (quote.length() > 1 || (!quote.isEmpty() && "\r\n".contains(quote))) {
            error(FilesOptions.CSV_QUOTE, "must be one character, or empty for none");
        } else if (quote.equals(delimiter)) {
            error(FilesOptions.CSV_QUOTE, "is the same as 'csv.delimiter'");
        }
        String charset = value(FilesOptions.CSV_CHARSET).orElse("UTF-8");
        try {
            Charset.forName(charset);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            error(FilesOptions.CSV_CHARSET, "names no character set known here: " + charset);
        }
    }

    private void checkColumn(RowType.RowField column) {
        if (!isReadable(column.getType())) {
            problems.add(
                    FilesProblem.error(
                            column.getName(),
                            String.format(
                                    "column '%s' is declared %s, which no file can hold as text;"
                                            + " declare it STRING",
                                    column.getName(), column.getType().asSummaryString())));
        }
    }

    private static boolean isReadable(LogicalType type) {
        return switch (type.getTypeRoot()) {
            case CHAR,
                    VARCHAR,
                    BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    DECIMAL,
                    FLOAT,
                    DOUBLE,
                    DATE,
                    TIME_WITHOUT_TIME_ZONE,
                    TIMESTAMP_WITHOUT_TIME_ZONE,
                    TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                    true;
            case ARRAY, ROW -> type.getChildren().stream().allMatch(FilesDefinition::isReadable);
            case MAP ->
                    ((MapType) type).getKeyType().is(LogicalTypeFamily.CHARACTER_STRING)
                            && isReadable(((MapType) type).getValueType());
            default -> false;
        };
    }

    private void error(ConfigOption<?> option, String what) {
        problems.add(FilesProblem.error(option.key(), "'" + option.key() + "' " + what));
    }

    /** Returns the value; empty if it is not given or is malformed, which is added as a problem. */
    private <T> Optional<T> value(ConfigOption<T> option) {
        try {
            return given.getOptional(option);
        } catch (IllegalArgumentException e) {
            boolean known =
                    problems.stream().anyMatch(problem -> problem.subject().equals(option.key()));
            if (!known) {
                error(
                        option,
                        "has a value of the wrong form. "
                                + Optional.ofNullable(e.getCause())
                                        .map(Throwable::getMessage)
                                        .orElse(""));
            }
            return Optional.empty();
        }
    }
}
