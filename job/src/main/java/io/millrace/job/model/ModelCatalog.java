/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.model;

import io.millrace.job.definition.problem.Location;
import io.millrace.job.definition.problem.Problems;
import io.millrace.job.definition.syntax.SqlStatement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.SqlParserException;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.internal.TableEnvironmentInternal;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.operations.Operation;
import org.apache.flink.table.operations.ddl.CreateTableOperation;
import org.apache.flink.table.operations.ddl.CreateViewOperation;
import org.apache.flink.table.types.logical.RowType;

/** The models of a definitions folder, parsed and validated by Flink's own parser and planner. */
public final class ModelCatalog {

    private static final String DATABASE = "default_catalog.default_database";

    private static final Pattern CREATED =
            Pattern.compile("(?i)CREATE\\s+(?:TABLE|VIEW)\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?`?(\\w+)");

    private final Path folder;
    private final Problems problems;
    private final TableEnvironmentInternal tables;
    private final Map<String, Location> declared = new HashMap<>();

    /** Names of tables and views whose statements can't be parsed or are invalid. */
    private final Set<String> refused = new HashSet<>();

    private final List<BaseTable> bases = new ArrayList<>();
    private final List<DeclaredView> views = new ArrayList<>();
    private final Map<String, Model> models = new HashMap<>();

    private record DeclaredView(ViewStatement statement, Location at, RowType columns) {}

    private ModelCatalog(Path folder, Problems problems) {
        this.folder = folder;
        this.problems = problems;
        this.tables =
                (TableEnvironmentInternal)
                        tableEnvironment(
                                StreamExecutionEnvironment.getExecutionEnvironment(),
                                EnvironmentSettings.newInstance());
    }

    /**
     * Streaming mode, time zone UTC: the times that a view computes must not depend on the machine.
     */
    public static StreamTableEnvironment tableEnvironment(
            StreamExecutionEnvironment environment, EnvironmentSettings.Builder settings) {
        StreamTableEnvironment tables =
                StreamTableEnvironment.create(environment, settings.inStreamingMode().build());
        tables.getConfig().set("table.local-time-zone", "UTC");
        return tables;
    }

    /**
     * @param folder the definitions folder, against which relative file paths are resolved
     */
    public static ModelCatalog read(Path folder, List<SqlStatement> statements, Problems problems) {
        ModelCatalog catalog = new ModelCatalog(folder, problems);
        catalog.declareAll(statements);
        catalog.resolveTables();
        catalog.resolveViews();
        return catalog;
    }

    public Optional<Model> model(String name) {
        return Optional.ofNullable(models.get(name));
    }

    /** Whether a statement declares this name, valid or not. */
    public boolean declares(String name) {
        return declared.containsKey(name) || refused.contains(name);
    }

    public Set<String> names() {
        return new TreeSet<>(declared.keySet());
    }

    /** All declared tables, in the order of their declaration. */
    public List<BaseTable> bases() {
        return List.copyOf(bases);
    }

    /**
     * A view may be declared before the tables it reads. Failed statements are therefore repeated
     * as long as others succeed.
     */
    private void declareAll(List<SqlStatement> statements) {
        List<SqlStatement> pending = statements.stream().filter(this::isCreate).toList();
        boolean progress = true;
        while (progress && !pending.isEmpty()) {
            List<SqlStatement> failed = new ArrayList<>();
            for (SqlStatement statement : pending) {
                declare(statement, fault -> failed.add(statement));
            }
            progress = failed.size() < pending.size();
            pending = failed;
        }
        for (SqlStatement statement : pending) {
            declare(statement, fault -> reportFault(statement, fault));
        }
    }

    private boolean isCreate(SqlStatement statement) {
        String[] words = statement.sql().toUpperCase(Locale.ROOT).split("[\\s(]+", 4);
        boolean temporary = words.length > 1 && words[1].equals("TEMPORARY");
        boolean create =
                words[0].equals("CREATE")
                        && words.length > 1
                        && (words[1].equals("TABLE") || words[1].equals("VIEW"));
        if (!create) {
            problems.error(
                    statement.at(),
                    "",
                    "only CREATE TABLE and CREATE VIEW may stand here, this is "
                            + words[0]
                            + (words.length > 1 && words[0].equals("CREATE") ? " " + words[1] : ""),
                    temporary ? "Leave out TEMPORARY" : "The files in syncs/ define what is sent");
        }
        return create;
    }

    private void declare(SqlStatement statement, Consumer<RuntimeException> onFault) {
        try {
            List<Operation> operations = tables.getParser().parse(statement.sql());
            Operation operation = operations.get(0);
            if (operation instanceof CreateTableOperation table) {
                declareTable(table, statement);
            } else if (operation instanceof CreateViewOperation view) {
                declareView(view, statement);
            } else {
                problems.error(
                        statement.at(),
                        "",
                        "CREATE TABLE ... AS SELECT is not a model",
                        "Use CREATE VIEW ... AS SELECT");
            }
        } catch (RuntimeException e) {
            onFault.accept(e);
        }
    }

    private void reportFault(SqlStatement statement, RuntimeException fault) {
        Matcher name = CREATED.matcher(statement.sql());
        if (name.lookingAt()) {
            refused.add(name.group(1));
        }
        Location start = statement.at();
        Optional<ReservedWords.Found> reserved =
                new ReservedWords(this::parseFault).in(statement.sql());
        int line = reserved.map(ReservedWords.Found::line).orElse(PlannerFault.line(fault));
        problems.error(
                new Location(start.file(), start.line() + line - 1),
                "",
                reserved.map(ReservedWords.Found::message)
                        .orElseGet(() -> PlannerFault.rootMessage(fault)),
                reserved.isEmpty() ? PlannerFault.fix(fault) : "");
    }

    private Optional<ReservedWords.Place> parseFault(String sql) {
        try {
            tables.getParser().parse(sql);
            return Optional.empty();
        } catch (SqlParserException e) {
            return PlannerFault.place(e);
        } catch (RuntimeException e) {
            // The statement can be parsed; declare() reports what is invalid.
            return Optional.empty();
        }
    }

    private boolean isNew(ObjectIdentifier identifier, Location at) {
        String name = identifier.getObjectName();
        String database = identifier.getCatalogName() + "." + identifier.getDatabaseName();
        if (!database.equals(DATABASE)) {
            problems.error(at, name, "names a catalog or database of its own", "Leave it out");
            return false;
        }
        Location first = declared.putIfAbsent(name, at);
        if (first != null) {
            problems.error(at, name, "is declared already at " + first, "Rename one of the two");
        }
        return first == null;
    }

    private void declareTable(CreateTableOperation operation, SqlStatement statement) {
        if (isNew(operation.getTableIdentifier(), statement.at())) {
            tables.executeInternal(operation);
            bases.add(
                    new BaseTable(
                            operation.getTableIdentifier(),
                            FileTables.located(operation.getCatalogTable(), folder),
                            statement.at()));
        }
    }

    private void declareView(CreateViewOperation operation, SqlStatement statement) {
        ObjectIdentifier identifier = operation.getViewIdentifier();
        if (!isNew(identifier, statement.at())) {
            return;
        }
        tables.executeInternal(operation);
        ResolvedSchema schema =
                tables.from(ViewStatement.quote(identifier.getObjectName())).getResolvedSchema();
        views.add(
                new DeclaredView(
                        new ViewStatement(
                                identifier.getObjectName(),
                                schema.getColumns().stream().map(Column::getName).toList(),
                                operation.getCatalogView().getExpandedQuery()),
                        statement.at(),
                        RowTypes.nullable(
                                (RowType) schema.toPhysicalRowDataType().getLogicalType())));
    }

    private void resolveTables() {
        for (BaseTable base : List.copyOf(bases)) {
            FileTables.warnOfPositions(base, problems);
            if (isReadable(base)) {
                models.put(base.name(), new TableModel(base));
            }
        }
    }

    private boolean isReadable(BaseTable base) {
        for (String column : base.otherColumns()) {
            problems.error(
                    base.at(),
                    base.name() + "." + column,
                    "is a computed or metadata column, which no source reads",
                    "Compute it in a CREATE VIEW over the table");
        }
        if (base.hasWatermark()) {
            problems.error(
                    base.at(), base.name(), "has a WATERMARK, which no model needs", "Remove it");
        }
        if (!base.otherColumns().isEmpty() || base.hasWatermark()) {
            return false;
        }
        try {
            base.read(((RowType) base.columns().getLogicalType()).getFieldNames());
            return true;
        } catch (UnreadableTableException e) {
            problems.error(base.at(), base.name(), e.getMessage(), e.fix());
            return false;
        }
    }

    private void resolveViews() {
        List<ViewStatement> statements = new ArrayList<>();
        for (DeclaredView view : views) {
            statements.add(view.statement());
            try {
                String name = view.statement().name();
                BaseTable base =
                        new ViewInspector(bases, new Configuration())
                                .inspect(name, view.statement().columns(), statements)
                                .table();
                if (models.containsKey(base.name())) {
                    models.put(
                            name,
                            new ViewModel(
                                    name, view.at(), base, view.columns(), bases, statements));
                }
            } catch (UnreadableTableException e) {
                problems.error(view.at(), view.statement().name(), e.getMessage(), e.fix());
            }
        }
    }
}
