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
 * A number that changes with everything that changes what a row becomes, and with nothing else: not
 * with the order of fields, the schedule, the guard or the model's other columns. Which project or
 * list it is sent to is not part of it: that is known when a run is set up.
 */
final class MappingFingerprint {

    private MappingFingerprint() {}

    /**
     * @param traits in the order in which they count
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
        append(text, "", fields, layout);
        return text.toString();
    }

    private static void append(
            StringBuilder text, String path, FieldTree.Branch fields, RowLayout layout) {
        for (Map.Entry<String, FieldTree> field : new TreeMap<>(fields.fields()).entrySet()) {
            String here = path + "/" + quote(field.getKey());
            if (field.getValue() instanceof FieldTree.Branch branch) {
                append(text, here, branch, layout);
            } else if (field.getValue() instanceof FieldTree.Column column) {
                int position = layout.columns().getFieldIndex(column.name());
                String type = layout.columns().getTypeAt(position).asSerializableString();
                text.append(here).append(":column ").append(quote(column.name())).append(' ');
                text.append(type).append('\n');
            } else if (field.getValue() instanceof FieldTree.Constant constant) {
                text.append(here).append(":constant ").append(constant.json()).append('\n');
            }
        }
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
