/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.sandbox.api.Throttle;
import io.millrace.sandbox.fault.Fault;
import io.millrace.sandbox.fault.RequestSelection;
import io.millrace.sandbox.http.HttpServer;
import io.millrace.sandbox.journal.EndpointCounters;
import io.millrace.sandbox.journal.JournalEntry;
import io.millrace.sandbox.journal.JournalSettings;
import io.millrace.sandbox.journal.Violation;
import io.millrace.sandbox.project.CatalogStore;
import io.millrace.sandbox.project.EventState;
import io.millrace.sandbox.project.ListState;
import io.millrace.sandbox.project.Project;
import io.millrace.sandbox.project.Send;
import io.millrace.sandbox.project.StateReader;
import io.millrace.sandbox.project.UserState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A local HTTP server that answers like Iterable, for one project. Tests script its faults, read
 * its state, and assert that no client broke an invariant. Thread-safe. The same controls are
 * available over HTTP under {@code /_sandbox/}.
 */
public final class Sandbox implements AutoCloseable {

    private final RequestDispatcher dispatcher;
    private final HttpServer server;

    private Sandbox(SandboxOptions options) {
        this.dispatcher = new RequestDispatcher(options);
        this.server =
                HttpServer.open(
                        options.port(), new ControlFilter(new ControlApi(this), dispatcher));
    }

    /** Starts a sandbox, which answers requests once this method returns. */
    public static Sandbox start(SandboxOptions options) {
        return new Sandbox(options);
    }

    /** The base URL, without a slash at its end. */
    public String url() {
        return "http://localhost:" + port();
    }

    public int port() {
        return server.port();
    }

    /** Stops the server; state, journal and violations can still be read. */
    @Override
    public void close() {
        server.close();
    }

    /** Every user's dataFields by email, or by userId if the user has no unique email. */
    public Map<String, ObjectNode> users() {
        return read(StateReader::users);
    }

    /** The user with this email or userId. */
    public Optional<UserState> user(String identity) {
        return read(reader -> reader.find(identity).map(reader::user));
    }

    /** A page of the users. */
    public List<UserState> users(int offset, int limit) {
        return read(reader -> reader.users(offset, limit));
    }

    /**
     * Writes every user to a file, one JSON object {@code {email, userId, dataFields}} a line,
     * without lists, subscriptions and devices.
     */
    public void saveUsers(Path file) {
        change(project -> new UserFile(project).save(file));
    }

    /** Adds the users that {@link #saveUsers} wrote to the file. */
    public void loadUsers(Path file) {
        change(project -> new UserFile(project).load(file));
    }

    public int userCount() {
        return inProject(project -> project.users.all().size());
    }

    /** Every custom event, in order of arrival. */
    public List<EventState> events() {
        return events(0, Integer.MAX_VALUE);
    }

    /** A page of the custom events. */
    public List<EventState> events(int offset, int limit) {
        return read(reader -> reader.events(offset, limit));
    }

    public int eventCount() {
        return inProject(project -> project.events.all().size());
    }

    /** Every purchase and cart update, in order of arrival. */
    public List<EventState> commerce() {
        return commerce(0, Integer.MAX_VALUE);
    }

    /** A page of the purchases and cart updates. */
    public List<EventState> commerce(int offset, int limit) {
        return read(reader -> reader.commerce(offset, limit));
    }

    public List<ListState> lists() {
        return read(StateReader::lists);
    }

    /** The members of a list; empty if there is no such list. */
    public Set<String> listMembers(long listId) {
        return lists().stream()
                .filter(list -> list.id() == listId)
                .findFirst()
                .map(ListState::members)
                .orElse(Set.of());
    }

    /** Creates a static list and returns its id. */
    public long createList(String name) {
        return inProject(
                project -> project.lists.create(name, "", System.currentTimeMillis()).id());
    }

    /** Deletes a list, as a person does in Iterable's user interface; rows may be sent again. */
    public void deleteList(long listId) {
        change(project -> project.lists.delete(listId));
        dispatcher.invariants().forgetAcknowledged();
    }

    /** The items of a catalog by id; empty if there is no such catalog. */
    public Map<String, ObjectNode> catalog(String name) {
        return catalog(name, 0, Integer.MAX_VALUE);
    }

    /** A page of the items of a catalog, ordered by id. */
    public Map<String, ObjectNode> catalog(String name, int offset, int limit) {
        return read(reader -> reader.items(name, offset, limit));
    }

    /** The names of the catalogs. */
    public Set<String> catalogs() {
        return inProject(
                project ->
                        project.catalogs.all().values().stream()
                                .map(CatalogStore.Catalog::name)
                                .collect(Collectors.toCollection(TreeSet::new)));
    }

    public void createCatalog(String name) {
        if (inProject(project -> project.catalogs.create(name)).isEmpty()) {
            throw new IllegalArgumentException("There is already a catalog " + name);
        }
    }

    /** Deletes a catalog with its items, as a person does in Iterable's user interface. */
    public void deleteCatalog(String name) {
        change(project -> project.catalogs.delete(name));
        dispatcher.invariants().forgetAcknowledged();
    }

    /** Every send and journey that was triggered, in order of arrival. */
    public List<Send> sends() {
        return inProject(project -> List.copyOf(project.sends));
    }

    /** The types of the user fields, with nested paths. */
    public Map<String, String> userFields() {
        Map<String, String> types = new TreeMap<>();
        change(
                project ->
                        project.userFields
                                .types()
                                .forEach((field, type) -> types.put(field, type.wireName())));
        return types;
    }

    /** Whether this email or userId was forgotten. */
    public boolean isForgotten(String identity) {
        return inProject(
                project ->
                        project.users.isForgottenEmail(identity)
                                || project.users.isForgottenUserId(identity));
    }

    /**
     * Scripts a fault.
     *
     * @param endpoints method and path with its variables, such as {@code POST
     *     /api/users/bulkUpdate} or {@code DELETE /api/users/{email}}, or the path alone; a star
     *     matches any text
     */
    public void script(String endpoints, RequestSelection selection, Fault fault) {
        dispatcher.faults().add(endpoints, selection, fault);
    }

    public void clearFaults() {
        dispatcher.faults().clear();
    }

    /** Enforces other rates from now on; the token buckets start full. */
    public void throttle(Throttle throttle) {
        dispatcher.rates().throttle(throttle);
    }

    /** Records identities in another detail from now on. */
    public void journalDetail(JournalSettings.Detail detail) {
        dispatcher.journal().settings(dispatcher.journal().settings().withDetail(detail));
    }

    /** Reports that the client was killed: it may send acknowledged rows again. */
    public void announceRestart() {
        dispatcher.invariants().restart();
    }

    /** Starts an empty project; clears faults, journal and violations. */
    public void reset() {
        dispatcher.reset();
    }

    /** The latest requests, oldest first. */
    public List<JournalEntry> journal() {
        return dispatcher.journal().entries();
    }

    /** The counters of each endpoint, by method and path. */
    public Map<String, EndpointCounters> counters() {
        return dispatcher.journal().counters();
    }

    /** The counters of one endpoint, such as {@code POST /api/users/bulkUpdate}. */
    public EndpointCounters counters(String endpoint) {
        return counters().getOrDefault(endpoint, EndpointCounters.NONE);
    }

    /** The invariants that clients broke, oldest first; the first thousand are kept. */
    public List<Violation> violations() {
        return dispatcher.invariants().violations();
    }

    /** Throws an {@link AssertionError} that lists the violations, if there are any. */
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
        return inProject(project -> reading.apply(new StateReader(project)));
    }

    private void change(Consumer<Project> change) {
        Project project = dispatcher.project();
        synchronized (project) {
            change.accept(project);
        }
    }

    private <T> T inProject(Function<Project, T> reading) {
        Project project = dispatcher.project();
        synchronized (project) {
            return reading.apply(project);
        }
    }
}
