/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan.resolver;

import io.millrace.job.definition.FieldTree;
import io.millrace.job.definition.option.SyncType;
import io.millrace.row.RowLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;

/**
 * A number that changes if and only if a row becomes another operation. The order of fields, the
 * schedule, the guard and columns that are not mapped do not change it. The project and the list
 * are not part of it, because they are known only when a run is set up.
 */
final class MappingFingerprint {

    private MappingFingerprint() {}

    /**
     * @param traits options of the sync that change the operation; their order is significant
     */
    static long of(
            SyncType type, RowLayout layout, FieldTree.Branch fields, Map<String, String> traits) {
        return hash(text(type, layout, fields, traits));
    }

    private static String text(
            SyncType type, RowLayout layout, FieldTree.Branch fields, Map<String, String> traits) {
        StringBuilder text =
                new StringBuilder("millrace-mapping 1\n")
                        .append(type.spelling())
                        .append('\n')
                        .append(layout.identifierKind().field())
                        .append('=')
                        .append(quote(layout.columns().getFieldNames().get(layout.identifier())))
                        .append('\n');
        traits.forEach(
                (name, value) -> text.append(name).append('=').append(line(value)).append('\n'));
        return text.append(lines("", fields, layout)).toString();
    }

    /** A line for each column and constant, sorted by path. */
    private static String lines(String path, FieldTree.Branch fields, RowLayout layout) {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, FieldTree> field : new TreeMap<>(fields.fields()).entrySet()) {
            String here = path + "/" + quote(field.getKey());
            String text =
                    field.getValue()
                            .match(
                                    column -> here + ":column " + words(column, layout) + "\n",
                                    constant -> here + ":constant " + constant.json() + "\n",
                                    branch -> lines(here, branch, layout));
            lines.append(text);
        }
        return lines.toString();
    }

    private static String words(FieldTree.Column column, RowLayout layout) {
        int position = layout.columns().getFieldIndex(column.name());
        String type = layout.columns().getTypeAt(position).asSerializableString();
        return quote(column.name()) + " " + type;
    }

    private static String line(String value) {
        return value.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static String quote(String name) {
        return "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    private static long hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
