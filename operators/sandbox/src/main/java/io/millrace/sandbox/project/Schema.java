/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The types of the fields of one kind of data. The first value of a field fixes its type; each
 * nested path has a type. A request reads and extends the schema through a {@link Draft}, so that a
 * refused request changes nothing.
 */
public final class Schema {

    private final Map<String, FieldType> types = new HashMap<>();

    static Schema ofUsers() {
        Schema schema = new Schema();
        for (String text :
                List.of("email", "userId", "phoneNumber", "signupSource", "locale", "timeZone")) {
            schema.types.put(text, FieldType.STRING);
        }
        schema.types.put("signupDate", FieldType.DATE);
        schema.types.put("profileUpdatedAt", FieldType.DATE);
        return schema;
    }

    public Map<String, FieldType> types() {
        return new TreeMap<>(types);
    }

    public int size() {
        return types.size();
    }

    public Draft draft() {
        return new Draft();
    }

    /** A value that does not fit the type of its field. */
    public record Clash(String path, FieldType expected, FieldType incoming, JsonNode value) {}

    /** The fields that one request adds: row by row, and kept only if the whole request is. */
    public final class Draft {

        private final Map<String, FieldType> added = new LinkedHashMap<>();
        private final Set<String> filtered = new LinkedHashSet<>();

        /**
         * Adds the new fields of a row, or returns the first clash and adds none. Without {@code
         * createNewFields}, unknown fields are removed from the row.
         */
        public Optional<Clash> admit(ObjectNode fields, boolean createNewFields) {
            if (!createNewFields) {
                filter(fields, "");
            }
            Map<String, FieldType> fresh = new HashMap<>(0);
            Optional<Clash> clash = visit(fields, "", fresh);
            if (clash.isEmpty() && !fresh.isEmpty()) {
                added.putAll(fresh);
            }
            return clash;
        }

        public Set<String> added() {
            return added.keySet();
        }

        public Collection<String> filtered() {
            return filtered;
        }

        public int total() {
            return types.size() + added.size();
        }

        public void keep() {
            types.putAll(added);
        }

        private void filter(ObjectNode fields, String prefix) {
            List<String> unknown = new ArrayList<>(0);
            fields.properties()
                    .forEach(
                            field -> {
                                String path = prefix + field.getKey();
                                if (!types.containsKey(path) && !field.getValue().isNull()) {
                                    unknown.add(field.getKey());
                                    filtered.add(path);
                                } else if (field.getValue() instanceof ObjectNode nested
                                        && types.get(path) == FieldType.OBJECT) {
                                    filter(nested, path + ".");
                                }
                            });
            fields.remove(unknown);
        }

        private Optional<Clash> visit(
                ObjectNode fields, String prefix, Map<String, FieldType> fresh) {
            for (Map.Entry<String, JsonNode> field : fields.properties()) {
                String path = prefix.isEmpty() ? field.getKey() : prefix + field.getKey();
                Optional<Clash> clash = visitValue(path, field.getValue(), fresh);
                if (clash.isPresent()) {
                    return clash;
                }
            }
            return Optional.empty();
        }

        private Optional<Clash> visitValue(
                String path, JsonNode value, Map<String, FieldType> fresh) {
            if (value.isArray()) {
                for (JsonNode element : value) {
                    Optional<Clash> clash = visitValue(path, element, fresh);
                    if (clash.isPresent()) {
                        return clash;
                    }
                }
                return Optional.empty();
            }
            Optional<FieldType> incoming = FieldType.of(path, value);
            if (incoming.isEmpty()) {
                return Optional.empty();
            }
            FieldType expected = expected(path, incoming.get(), fresh);
            if (!expected.accepts(incoming.get()) || !ValueLimits.allow(incoming.get(), value)) {
                return Optional.of(new Clash(path, expected, incoming.get(), value));
            }
            return incoming.get() == FieldType.OBJECT
                    ? visit((ObjectNode) value, path + ".", fresh)
                    : Optional.empty();
        }

        private FieldType expected(String path, FieldType incoming, Map<String, FieldType> fresh) {
            FieldType known = types.get(path);
            if (known == null) {
                known = added.get(path);
            }
            if (known == null) {
                known = fresh.putIfAbsent(path, incoming);
            }
            return known == null ? incoming : known;
        }
    }
}
