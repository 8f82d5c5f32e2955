/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A local HTTP server that answers like Iterable, for one project. It can be told to misbehave, its
 * state can be read, and it watches what callers must keep to. Thread-safe. The same controls are
 * answered over HTTP under {@code /_sandbox/}.
 */
public final class Sandbox implements AutoCloseable {

    private final RequestDispatcher desk;
    private final HttpServer door;

    private Sandbox(SandboxOptions options) {
        this.desk = new RequestDispatcher(options);
        this.door = HttpServer.open(options.port(), new RequestRouter(desk, new Control(this)));
    }

    /** Starts listening; answers from the moment this returns. */
    public static Sandbox start(SandboxOptions options) {
        return new Sandbox(options);
    }

    /** The base URL, without a slash at its end. */
    public String url() {
        return "http://localhost:" + port();
    }

    public int port() {
        return door.port();
    }

    @Override
    public void close() {
        door.close();
    }

    /**
     * Every user's dataFields, by email, or by userId where there is no email or none is unique.
     */
    public Map<String, ObjectNode> users() {
        return read(StateReader::users);
    }

    /** The user of this email or userId. */
    public Optional<UserState> user(String identity) {
        return read(reader -> reader.find(identity).map(reader::user));
    }

    /** Some of the users, for projects too large to be read at once. */
    public List<UserState> users(int offset, int limit) {
        return read(reader -> reader.users(offset, limit));
    }

    /**
     * Writes every user to a file, one JSON object {@code {email, userId, dataFields}} a line.
     * Lists, subscriptions and devices are not in it.
     */
    public void saveUsers(Path file) {
        Project project = desk.project();
        synchronized (project) {
            new UserFile(project).save(file);
        }
    }

    /** Takes the users {@link #saveUsers} wrote, in addition to those there are. */
    public void loadUsers(Path file) {
        Project project = desk.project();
        synchronized (project) {
            new UserFile(project).load(file);
        }
    }

    public int userCount() {
        Project project = desk.project();
        synchronized (project) {
            return project.users.all().size();
        }
    }

    /** Every custom event, in order of arrival. */
    public List<EventState> events() {
        return events(0, Integer.MAX_VALUE);
    }

    public List<EventState> events(int offset, int limit) {
        Project project = desk.project();
        return read(reader -> reader.events(project.events.all(), offset, limit));
    }

    public int eventCount() {
        Project project = desk.project();
        synchronized (project) {
            return project.events.all().size();
        }
    }

    /** Every purchase and cart update, in order of arrival. */
    public List<EventState> commerce() {
        return commerce(0, Integer.MAX_VALUE);
    }

    public List<EventState> commerce(int offset, int limit) {
        Project project = desk.project();
        return read(reader -> reader.events(project.commerce.all(), offset, limit));
    }

    public List<ListState> lists() {
        return read(StateReader::lists);
    }

    /** Who is on a list; nobody if there is no such list. */
    public Set<String> listMembers(long listId) {
        return lists().stream()
                .filter(list -> list.id() == listId)
                .findFirst()
                .map(ListState::members)
                .orElse(Set.of());
    }

    /** Creates a static list and returns its id. */
    public long createList(String name) {
        Project project = desk.project();
        synchronized (project) {
            return project.lists.create(name, "", System.currentTimeMillis()).id();
        }
    }

    /** Deletes a list, as a person does in Iterable. */
    public void deleteList(long listId) {
        Project project = desk.project();
        synchronized (project) {
            project.lists.delete(listId);
        }
    }

    /** The items of a catalog by id; none if there is no such catalog. */
    public Map<String, ObjectNode> catalog(String name) {
        return catalog(name, 0, Integer.MAX_VALUE);
    }

    /** Some of them, in the order of their ids. */
    public Map<String, ObjectNode> catalog(String name, int offset, int limit) {
        return read(reader -> reader.items(name, offset, limit));
    }

    /** The names of the catalogs. */
    public Set<String> catalogs() {
        Project project = desk.project();
        synchronized (project) {
            return project.catalogs.all().values().stream()
                    .map(CatalogStore.Catalog::name)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    public void createCatalog(String name) {
        Project project = desk.project();
        synchronized (project) {
            if (project.catalogs.create(name).isEmpty()) {
                throw new IllegalArgumentException("There is a catalog " + name);
            }
        }
    }

    /** Deletes a catalog with its items, as a person does in Iterable. */
    public void deleteCatalog(String name) {
        Project project = desk.project();
        synchronized (project) {
            project.catalogs.delete(name);
        }
    }

    /** Every send and journey that was triggered, in order of arrival. */
    public List<Send> sends() {
        Project project = desk.project();
        synchronized (project) {
            return List.copyOf(project.sends);
        }
    }

    /** The types of the user fields, nested paths included. */
    public Map<String, String> userFields() {
        Project project = desk.project();
        synchronized (project) {
            return project.userFields.types().entrySet().stream()
                    .collect(
                            Collectors.toMap(
                                    Map.Entry::getKey,
                                    field -> field.getValue().wireName(),
                                    (one, other) -> one,
                                    TreeMap::new));
        }
    }

    /** Whether this email or userId was forgotten. */
    public boolean isForgotten(String identity) {
        Project project = desk.project();
        synchronized (project) {
            return project.users.isForgottenEmail(identity)
                    || project.users.isForgottenUserId(identity);
        }
    }

    /**
     * Scripts a fault.
     *
     * @param endpoints method and path with its variables, such as {@code POST
     *     /api/users/bulkUpdate} or {@code DELETE /api/users/{email}}, or the path alone; a star
     *     stands for anything
     */
    public void script(String endpoints, Selection selection, Fault fault) {
        desk.faults().add(endpoints, selection, fault);
    }

    public void clearFaults() {
        desk.faults().clear();
    }

    /** Keeps other rates from now on; the buckets start full. */
    public void throttle(Throttle throttle) {
        desk.rates().throttle(throttle);
    }

    /** Writes the journal in another detail from now on. */
    public void watch(Watch.Detail detail) {
        desk.journal().watch(desk.journal().watch().withDetail(detail));
    }

    /** Says that the caller was killed, so that it may send again what was acknowledged. */
    public void announceRestart() {
        desk.invariants().restart();
    }

    /** Back to the start: no data, no faults, no journal, no violations. */
    public void reset() {
        desk.reset();
    }

    /** The latest requests, oldest first. */
    public List<JournalEntry> journal() {
        return desk.journal().entries();
    }

    /** What each endpoint has seen, by method and path. */
    public Map<String, EndpointCounters> counters() {
        return desk.journal().counters();
    }

    /** What one endpoint has seen, such as {@code POST /api/users/bulkUpdate}. */
    public EndpointCounters counters(String endpoint) {
        return counters().getOrDefault(endpoint, EndpointCounters.NONE);
    }

    /** What callers did that they must not, oldest first; the first thousand are kept. */
    public List<Violation> violations() {
        return desk.invariants().violations();
    }

    /** Fails if there is any violation, naming them. Tests call it last. */
    public void assertNoViolations() {
        List<Violation> violations = violations();
        if (!violations.isEmpty()) {
            throw new AssertionError(
                    violations.stream()
                            .map(Violation::toString)
                            .collect(Collectors.joining("\n  ", "Violations:\n  ", "")));
        }
    }

    private <T> T read(Function<StateReader, T> reading) {
        Project project = desk.project();
        synchronized (project) {
            return reading.apply(new StateReader(project));
        }
    }
}
