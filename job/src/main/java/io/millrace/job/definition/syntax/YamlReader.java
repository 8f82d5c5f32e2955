/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition.syntax;

import io.millrace.job.definition.problem.Location;
import io.millrace.job.definition.problem.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads one YAML 1.2 file whose top level is a group of keys. Reports every fault as a problem. */
public final class YamlReader {

    private static final Map<Tag, Yaml.Kind> KINDS =
            Map.of(
                    Tag.STR, Yaml.Kind.TEXT,
                    Tag.INT, Yaml.Kind.WHOLE_NUMBER,
                    Tag.FLOAT, Yaml.Kind.NUMBER,
                    Tag.BOOL, Yaml.Kind.FLAG,
                    Tag.NULL, Yaml.Kind.NOTHING);

    private final String file;
    private final EnvironmentVariables environment;
    private final Problems problems;

    public YamlReader(String file, EnvironmentVariables environment, Problems problems) {
        this.file = file;
        this.environment = environment;
        this.problems = problems;
    }

    /** Returns the top level; empty if the file is not valid YAML, which is reported. */
    public Optional<Yaml.Fields> read(String content) {
        return read(content, Optional::of);
    }

    /**
     * @param part selects the keys of the top level to read; returns empty, and reports why, if it
     *     can't
     */
    public Optional<Yaml.Fields> read(
            String content, Function<MappingNode, Optional<MappingNode>> part) {
        try {
            List<Node> documents = documents(content);
            if (documents.size() > 1) {
                problems.error(
                        at(documents.get(1)),
                        "",
                        "holds a second YAML document",
                        "Use a file for each");
            }
            return documents.isEmpty()
                    ? Optional.of(new Yaml.Fields(List.of(), new Location(file, 0)))
                    : top(documents.get(0), part);
        } catch (MarkedYamlEngineException e) {
            Location at = new Location(file, e.getProblemMark().map(YamlReader::line).orElse(0));
            problems.error(at, "", "is not valid YAML: " + e.getProblem(), fix(content, at));
            return Optional.empty();
        } catch (YamlEngineException e) {
            problems.error(new Location(file, 0), "", "is not valid YAML: " + e.getMessage(), "");
            return Optional.empty();
        }
    }

    private static String fix(String content, Location at) {
        String line = content.lines().skip(Math.max(0, at.line() - 1)).findFirst().orElse("");
        String indent = line.substring(0, line.length() - line.stripLeading().length());
        if (indent.contains("\t")) {
            return "Indent with spaces; YAML takes no tabs";
        }
        return line.contains("{") || line.contains(": ") || line.contains("%")
                ? "Quote the value if it holds ': ', begins with %, or has ${...} within { } or [ ]"
                : "";
    }

    private List<Node> documents(String content) {
        List<Node> documents = new ArrayList<>();
        new Compose(LoadSettings.builder().setLabel(file).build())
                .composeAllFromString(content)
                .forEach(documents::add);
        return documents;
    }

    /** The top level of the first document; empty if it can't be read. */
    public Optional<MappingNode> compose(String content) {
        try {
            return documents(content).stream()
                    .findFirst()
                    .filter(MappingNode.class::isInstance)
                    .map(MappingNode.class::cast);
        } catch (YamlEngineException e) {
            return Optional.empty();
        }
    }

    private Optional<Yaml.Fields> top(
            Node node, Function<MappingNode, Optional<MappingNode>> part) {
        if (node instanceof MappingNode whole) {
            return part.apply(whole).map(chosen -> fields(chosen, ""));
        }
        Yaml value = convert(node, "");
        problems.error(value.at(), "", "must be 'key: value' lines, is " + value.words(), "");
        return Optional.empty();
    }

    private Yaml convert(Node node, String path) {
        return switch (node.getNodeType()) {
            case SCALAR -> scalar((ScalarNode) node, path);
            case SEQUENCE -> items((SequenceNode) node, path);
            case MAPPING -> fields((MappingNode) node, path);
            case ANCHOR -> throw new IllegalStateException("unresolved alias at " + at(node));
        };
    }

    private Yaml scalar(ScalarNode node, String path) {
        String text = environment.resolve(node.getValue(), at(node), path);
        Yaml.Kind kind = KINDS.getOrDefault(node.getTag(), Yaml.Kind.TEXT);
        return new Yaml.Scalar(node.getValue(), text, kind, at(node));
    }

    private Yaml items(SequenceNode node, String path) {
        List<Yaml> items = new ArrayList<>();
        for (Node item : node.getValue()) {
            items.add(convert(item, path + "[" + items.size() + "]"));
        }
        return new Yaml.Items(items, at(node));
    }

    private Yaml.Fields fields(MappingNode node, String path) {
        List<Yaml.Field> fields = new ArrayList<>();
        Map<String, Location> seen = new HashMap<>();
        for (NodeTuple entry : node.getValue()) {
            Location at = at(entry.getKeyNode());
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                problems.error(at, path, "a key must be a plain word", "");
                continue;
            }
            String name = key.getValue();
            String here = path.isEmpty() ? name : path + "." + name;
            Location first = seen.putIfAbsent(name, at);
            if (first != null) {
                problems.error(
                        at, here, "is given twice, first in line " + first.line(), "Remove one");
                continue;
            }
            fields.add(new Yaml.Field(name, at, convert(entry.getValueNode(), here)));
        }
        return new Yaml.Fields(fields, at(node));
    }

    private Location at(Node node) {
        return new Location(file, node.getStartMark().map(YamlReader::line).orElse(0));
    }

    private static int line(Mark mark) {
        return mark.getLine() + 1;
    }
}
