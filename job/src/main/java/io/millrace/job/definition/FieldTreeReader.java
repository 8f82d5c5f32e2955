/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.definition.syntax.Yaml;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the trees under {@code mappings} and {@code static}. */
final class FieldTreeReader {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Problems problems;

    FieldTreeReader(Problems problems) {
        this.problems = problems;
    }

    FieldTree.Branch columns(Yaml.Fields fields, String path) {
        Map<String, FieldTree> columns = new LinkedHashMap<>();
        for (Yaml.Field field : fields.fields()) {
            String here = path + "." + field.name();
            column(field.value(), here).ifPresent(tree -> columns.put(field.name(), tree));
        }
        return new FieldTree.Branch(columns, fields.at());
    }

    private Optional<FieldTree> column(Yaml value, String path) {
        if (value instanceof Yaml.Fields nested) {
            if (nested.fields().isEmpty()) {
                problems.error(value.at(), path, "is an object without fields", "Remove it");
            }
            return Optional.of(columns(nested, path));
        }
        if (value instanceof Yaml.Scalar scalar && scalar.kind() != Yaml.Kind.NOTHING) {
            return Optional.of(new FieldTree.Column(scalar.text(), scalar.at()));
        }
        problems.error(
                value.at(),
                path,
                "must be a column or a group of fields, is " + value.words(),
                value instanceof Yaml.Items
                        ? "For an array, map a column of type ARRAY"
                        : "Name the column that holds the value");
        return Optional.empty();
    }

    FieldTree.Branch constants(Yaml.Fields fields, String path) {
        Map<String, FieldTree> constants = new LinkedHashMap<>();
        for (Yaml.Field field : fields.fields()) {
            String here = path + "." + field.name();
            constants.put(
                    field.name(),
                    field.value() instanceof Yaml.Fields nested
                            ? constants(nested, here)
                            : new FieldTree.Constant(
                                    json(field.value(), here).toString(), field.value().at()));
        }
        return new FieldTree.Branch(constants, fields.at());
    }

    private JsonNode json(Yaml value, String path) {
        if (value instanceof Yaml.Items items) {
            ArrayNode array = JSON.arrayNode();
            items.items().forEach(item -> array.add(json(item, path)));
            return array;
        }
        if (value instanceof Yaml.Fields fields) {
            ObjectNode object = JSON.objectNode();
            fields.fields().forEach(field -> object.set(field.name(), json(field.value(), path)));
            return object;
        }
        return json((Yaml.Scalar) value, path);
    }

    private JsonNode json(Yaml.Scalar scalar, String path) {
        return switch (scalar.kind()) {
            case TEXT -> JSON.textNode(scalar.text());
            case WHOLE_NUMBER -> wholeNumber(scalar, path);
            case NUMBER -> number(scalar, path);
            case FLAG -> JSON.booleanNode(Boolean.parseBoolean(scalar.text()));
            case NOTHING -> JSON.nullNode();
        };
    }

    private JsonNode wholeNumber(Yaml.Scalar scalar, String path) {
        BigInteger number = new BigInteger(scalar.text());
        if (number.bitLength() >= Long.SIZE) {
            problems.error(
                    scalar.at(),
                    path,
                    scalar.text() + " is more than a whole number of Iterable holds",
                    "Quote it, if it is a text");
        }
        return JSON.numberNode(number);
    }

    /** Warns about a zero at the end, which a number loses, and a version or a code must keep. */
    private JsonNode number(Yaml.Scalar scalar, String path) {
        try {
            BigDecimal number = new BigDecimal(scalar.text());
            if (scalar.text().matches("[^eE]*\\.[0-9]*0")) {
                problems.warning(
                        scalar.at(),
                        path,
                        scalar.text()
                                + " is a number, which is "
                                + number.stripTrailingZeros().toPlainString()
                                + " in Iterable",
                        "Quote it, if it is a text");
            }
            return JSON.numberNode(number);
        } catch (NumberFormatException e) {
            problems.error(
                    scalar.at(), path, scalar.words() + " is not a number JSON knows", "Quote it");
            return JSON.nullNode();
        }
    }
}
