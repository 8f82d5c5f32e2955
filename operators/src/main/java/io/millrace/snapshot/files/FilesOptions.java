/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files;

import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The options in the {@code WITH} clause of a {@code files} table. */
public final class FilesOptions {

    public static final ConfigOption<String> PATH =
            ConfigOptions.key("path")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "A file, a folder (all files below it) or a pattern with *, ?, {a,b}"
                                    + " and **; relative to the definitions folder.");

    public static final ConfigOption<Format> FORMAT =
            ConfigOptions.key("format")
                    .enumType(Format.class)
                    .noDefaultValue()
                    .withDescription(
                            "How rows are written in the files: csv, json for JSON lines, or parquet.");

    public static final ConfigOption<FileChoice> FILES =
            ConfigOptions.key("files")
                    .enumType(FileChoice.class)
                    .defaultValue(FileChoice.ALL)
                    .withDescription(
                            "Which of the files found are the table: all, or only the newest.");

    public static final ConfigOption<FileOrder> NEWEST_BY =
            ConfigOptions.key("newest-by")
                    .enumType(FileOrder.class)
                    .defaultValue(FileOrder.MODIFICATION_TIME)
                    .withDescription(
                            "What makes a file the newest: the latest modification-time, or the"
                                    + " last name of the paths in alphabetical order.");

    public static final ConfigOption<Compression> COMPRESSION =
            ConfigOptions.key("compression")
                    .enumType(Compression.class)
                    .defaultValue(Compression.AUTO)
                    .withDescription(
                            "How the files are compressed: none, gzip or zip; auto goes by the"
                                    + " ending of the name, .gz or .zip.");

    public static final ConfigOption<String> ZIP_ENTRIES =
            ConfigOptions.key("zip.entries")
                    .stringType()
                    .defaultValue("**")
                    .withDescription(
                            "Which entries of a zip file are read, as a pattern; hidden ones are"
                                    + " not.");

    public static final ConfigOption<Boolean> CSV_HEADER =
            ConfigOptions.key("csv.header")
                    .booleanType()
                    .defaultValue(true)
                    .withDescription(
                            "Whether the first line names the columns. Without one the columns are"
                                    + " in the order declared, and all of them are declared.");

    public static final ConfigOption<String> CSV_DELIMITER =
            ConfigOptions.key("csv.delimiter")
                    .stringType()
                    .defaultValue(",")
                    .withDescription("The character between two values; \\t is a tab.");

    public static final ConfigOption<String> CSV_QUOTE =
            ConfigOptions.key("csv.quote")
                    .stringType()
                    .defaultValue("\"")
                    .withDescription(
                            "The character around a value that has a delimiter or a line break,"
                                    + " doubled within it; empty if there is none.");

    public static final ConfigOption<String> CSV_NULL_LITERAL =
            ConfigOptions.key("csv.null-literal")
                    .stringType()
                    .defaultValue("")
                    .withDescription("The text that stands for null where it is not in quotes.");

    public static final ConfigOption<Boolean> CSV_NULL_WHEN_QUOTED =
            ConfigOptions.key("csv.null-when-quoted")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription("Whether that text stands for null in quotes too.");

    public static final ConfigOption<String> CSV_CHARSET =
            ConfigOptions.key("csv.charset")
                    .stringType()
                    .defaultValue("UTF-8")
                    .withDescription("The character set; a byte order mark is skipped.");

    public static final ConfigOption<MissingField> JSON_MISSING_FIELD =
            ConfigOptions.key("json.missing-field")
                    .enumType(MissingField.class)
                    .defaultValue(MissingField.NULL)
                    .withDescription(
                            "What becomes of an object that lacks a declared field: null is the"
                                    + " field's value, refuse rejects the row.");

    /** In the order of the manual. */
    public static final List<ConfigOption<?>> ALL =
            List.of(
                    PATH,
                    FORMAT,
                    FILES,
                    NEWEST_BY,
                    COMPRESSION,
                    ZIP_ENTRIES,
                    CSV_HEADER,
                    CSV_DELIMITER,
                    CSV_QUOTE,
                    CSV_NULL_LITERAL,
                    CSV_NULL_WHEN_QUOTED,
                    CSV_CHARSET,
                    JSON_MISSING_FIELD);

    private FilesOptions() {}

    /** See {@link #FORMAT}. */
    public enum Format {
        CSV,
        JSON,
        PARQUET;

        @Override
        public String toString() {
            return spelling(this);
        }
    }

    /** See {@link #FILES}. */
    public enum FileChoice {
        ALL,
        NEWEST;

        @Override
        public String toString() {
            return spelling(this);
        }
    }

    /** See {@link #NEWEST_BY}. */
    public enum FileOrder {
        MODIFICATION_TIME,
        NAME;

        @Override
        public String toString() {
            return spelling(this);
        }
    }

    /** See {@link #JSON_MISSING_FIELD}. */
    public enum MissingField {
        NULL,
        REFUSE;

        @Override
        public String toString() {
            return spelling(this);
        }
    }

    static String spelling(Enum<?> value) {
        return value.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
