/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.definition;

import io.millrace.job.definition.option.ProjectOptions;
import io.millrace.job.definition.problem.Location;
import io.millrace.job.definition.problem.Nearest;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.definition.syntax.EnvironmentVariables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Selects one of the {@code environments} of a file. The keys of an environment replace those at
 * the top level. Only the selected environment is resolved, so the variables of the others need not
 * be set.
 */
final class EnvironmentChoice {

    static final String KEY = ProjectOptions.ENVIRONMENTS.key();

    private static final String STATE = "state";
    private static final String LEDGER = "ledger";
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_-]*";

    private final String file;
    private final EnvironmentVariables variables;
    private final Problems problems;

    EnvironmentChoice(String file, EnvironmentVariables variables, Problems problems) {
        this.file = file;
        this.variables = variables;
        this.problems = problems;
    }

    /** One environment: its name, and the keys it sets. */
    private record Section(ScalarNode name, MappingNode keys) {}

    /** The names of all environments, in the order of the file. */
    static List<String> names(MappingNode top) {
        return value(top, KEY).stream()
                .filter(MappingNode.class::isInstance)
                .flatMap(all -> ((MappingNode) all).getValue().stream())
                .map(NodeTuple::getKeyNode)
                .filter(ScalarNode.class::isInstance)
                .map(name -> ((ScalarNode) name).getValue())
                .distinct()
                .toList();
    }

    /**
     * Returns the keys of the file with those of the chosen environment; empty if the choice is
     * invalid, which is reported.
     */
    Optional<MappingNode> choose(MappingNode top, Optional<String> chosen) {
        Optional<Node> all = value(top, KEY);
        if (all.isEmpty()) {
            chosen.ifPresent(this::refuseWithoutAny);
            return chosen.isPresent() ? Optional.empty() : Optional.of(top);
        }
        Map<String, Section> sections = sections(all.get());
        MappingNode base = without(KEY, top);
        checkApart(base, sections);
        return chosen(all.get(), sections, chosen)
                .map(section -> over(withStateOf(section, base), section.keys()));
    }

    private void refuseWithoutAny(String chosen) {
        problems.error(
                new Location(file, 0),
                KEY,
                "is missing, and the environment '"
                        + chosen
                        + "' is chosen by "
                        + Definitions.ENVIRONMENT
                        + " or --env",
                "Choose none, or add it under 'environments'");
    }

    private Map<String, Section> sections(Node all) {
        Map<String, Section> sections = new LinkedHashMap<>();
        if (!(all instanceof MappingNode named)) {
            problems.error(at(all), KEY, "must be names, each with a group of keys", "");
            return sections;
        }
        for (NodeTuple entry : named.getValue()) {
            section(entry).ifPresent(section -> add(section, sections));
        }
        return sections;
    }

    private void add(Section section, Map<String, Section> sections) {
        String name = section.name().getValue();
        if (sections.putIfAbsent(name, section) != null) {
            problems.error(at(section.name()), KEY + "." + name, "is given twice", "Remove one");
        }
    }

    private Optional<Section> section(NodeTuple entry) {
        if (!(entry.getKeyNode() instanceof ScalarNode name) || !name.getValue().matches(NAME)) {
            problems.error(
                    at(entry.getKeyNode()),
                    KEY,
                    "a name must be letters, digits, - and _",
                    "It is also the name of a folder");
            return Optional.empty();
        }
        if (!(entry.getValueNode() instanceof MappingNode keys)) {
            problems.error(
                    at(entry.getValueNode()),
                    KEY + "." + name.getValue(),
                    "must be a group of keys of this file",
                    "Such as iterable, state and ledger");
            return Optional.empty();
        }
        if (value(keys, KEY).isPresent()) {
            problems.error(
                    at(keys), KEY + "." + name.getValue(), "can't hold 'environments' itself", "");
        }
        return Optional.of(new Section(name, without(KEY, keys)));
    }

    private Optional<Section> chosen(
            Node all, Map<String, Section> sections, Optional<String> chosen) {
        String known = String.join(", ", sections.keySet());
        if (chosen.isEmpty()) {
            problems.error(
                    at(all),
                    KEY,
                    "none is chosen",
                    "Set " + Definitions.ENVIRONMENT + " or --env to one of: " + known);
            return Optional.empty();
        }
        Optional<Section> section = Optional.ofNullable(sections.get(chosen.get()));
        if (section.isEmpty()) {
            problems.error(
                    at(all),
                    KEY,
                    "has no '" + chosen.get() + "'",
                    Nearest.question(chosen.get(), sections.keySet(), "There are: " + known));
        }
        return section;
    }

    /** Two environments with one state folder or ledger would mix up their runs. */
    private void checkApart(MappingNode base, Map<String, Section> sections) {
        Map<String, Section> states = new HashMap<>();
        Map<String, Section> ledgers = new HashMap<>();
        for (Section section : sections.values()) {
            MappingNode whole = over(withStateOf(section, base), section.keys());
            text(whole, STATE).ifPresent(state -> checkApart(STATE, state, section, states));
            ledger(whole).ifPresent(ledger -> checkApart(LEDGER, ledger, section, ledgers));
        }
    }

    /** URL and user of the ledger. */
    private Optional<String> ledger(MappingNode whole) {
        return value(whole, LEDGER)
                .filter(MappingNode.class::isInstance)
                .map(MappingNode.class::cast)
                .flatMap(this::urlAndUser);
    }

    private Optional<String> urlAndUser(MappingNode ledger) {
        return text(ledger, "url").map(url -> url + " " + text(ledger, "user").orElse(""));
    }

    private void checkApart(String what, String value, Section section, Map<String, Section> seen) {
        Section other = seen.putIfAbsent(value, section);
        if (other != null) {
            problems.error(
                    value(section.keys(), what).map(this::at).orElse(at(section.name())),
                    KEY + "." + section.name().getValue() + "." + what,
                    "is that of environment '"
                            + other.name().getValue()
                            + "' too, in line "
                            + at(other.name()).line(),
                    "Give each environment its own");
        }
    }

    /** The value with all references resolved whose variables are set. */
    private Optional<String> text(MappingNode keys, String name) {
        return value(keys, name)
                .filter(ScalarNode.class::isInstance)
                .map(scalar -> variables.resolveWhatIsSet(((ScalarNode) scalar).getValue()));
    }

    /**
     * By default, the state of an environment is a folder with its name inside the state folder.
     */
    private static MappingNode withStateOf(Section section, MappingNode base) {
        ScalarNode name = section.name();
        String folder =
                value(base, STATE)
                        .filter(ScalarNode.class::isInstance)
                        .map(state -> ((ScalarNode) state).getValue())
                        .orElse(ProjectOptions.STATE.fallback().orElseThrow());
        List<NodeTuple> keys = new ArrayList<>(without(STATE, base).getValue());
        keys.add(new NodeTuple(unwritten(STATE), unwritten(folder + "/" + name.getValue())));
        return mapping(base, keys);
    }

    /** Merges groups of keys; any other value of {@code top} replaces the one of {@code base}. */
    private static MappingNode over(MappingNode base, MappingNode top) {
        List<NodeTuple> keys = new ArrayList<>();
        Set<String> replaced = new HashSet<>();
        for (NodeTuple entry : top.getValue()) {
            Optional<MappingNode> below =
                    name(entry)
                            .flatMap(name -> value(base, name))
                            .filter(MappingNode.class::isInstance)
                            .map(MappingNode.class::cast);
            name(entry).ifPresent(replaced::add);
            keys.add(
                    below.isPresent() && entry.getValueNode() instanceof MappingNode above
                            ? new NodeTuple(entry.getKeyNode(), over(below.get(), above))
                            : entry);
        }
        base.getValue().stream()
                .filter(entry -> name(entry).filter(replaced::contains).isEmpty())
                .forEach(keys::add);
        return mapping(base, keys);
    }

    private static MappingNode without(String key, MappingNode keys) {
        return mapping(
                keys,
                keys.getValue().stream()
                        .filter(entry -> name(entry).filter(key::equals).isEmpty())
                        .toList());
    }

    private static Optional<Node> value(MappingNode keys, String name) {
        return keys.getValue().stream()
                .filter(entry -> name(entry).filter(name::equals).isPresent())
                .map(NodeTuple::getValueNode)
                .findFirst();
    }

    private static Optional<String> name(NodeTuple entry) {
        return entry.getKeyNode() instanceof ScalarNode key
                ? Optional.of(key.getValue())
                : Optional.empty();
    }

    private static MappingNode mapping(MappingNode like, List<NodeTuple> keys) {
        return new MappingNode(
                like.getTag(),
                true,
                keys,
                like.getFlowStyle(),
                like.getStartMark(),
                like.getEndMark());
    }

    /** A key or value that is not in the file. */
    private static ScalarNode unwritten(String value) {
        return new ScalarNode(Tag.STR, value, ScalarStyle.PLAIN);
    }

    private Location at(Node node) {
        return new Location(file, node.getStartMark().map(Mark::getLine).orElse(-1) + 1);
    }
}
