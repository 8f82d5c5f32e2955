/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.snapshot.warehouse.dialect.JdbcStatements;
import io.millrace.snapshot.warehouse.dialect.RelationFacts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the stored tables behind a PostgreSQL relation, from the server's own query plan, and what
 * may hide their rows. A rewritten table is no fact, because loaders rewrite tables every night.
 */
public final class PostgresFacts {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FOREIGN = "Foreign Scan";

    /**
     * A view checks policies with the rights of its owner, unless {@code security_invoker} is set.
     * Partitions and inheriting tables are reported with the table they belong to, because a query
     * may read other partitions each day.
     */
    private static final String FACTS =
            """
            WITH RECURSIVE named AS (
              SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN unnest(string_to_array(?, E'\\n'), string_to_array(?, E'\\n'))
                AS read(schema, name) ON n.nspname = read.schema AND c.relname = read.name
              UNION SELECT to_regclass(?)::oid
            ), up AS (
              SELECT oid FROM named WHERE oid IS NOT NULL
              UNION SELECT i.inhparent FROM up JOIN pg_inherits i ON i.inhrelid = up.oid
              WHERE up.oid IS DISTINCT FROM to_regclass(?)::oid
            ), tops AS (
              SELECT oid FROM up WHERE up.oid = to_regclass(?)::oid
                OR NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = up.oid)
            ), down AS (
              SELECT oid AS top, oid FROM tops
              UNION SELECT down.top, i.inhrelid
              FROM down JOIN pg_inherits i ON i.inhparent = down.oid
            ), reader AS (
              SELECT r.* FROM pg_roles r WHERE r.oid = coalesce(
                (SELECT v.relowner FROM pg_class v WHERE v.oid = to_regclass(?) AND v.relkind = 'v'
                   AND NOT coalesce(v.reloptions && ARRAY['security_invoker=true',
                     'security_invoker=on', 'security_invoker=1'], false)),
                (SELECT oid FROM pg_roles WHERE rolname = current_user))
            ), tables AS (
              SELECT c.*, n.nspname || '.' || c.relname AS name,
                     c.relrowsecurity AND NOT (r.rolsuper OR r.rolbypassrls)
                       AND (c.relforcerowsecurity OR NOT pg_has_role(r.oid, c.relowner, 'USAGE'))
                       AS hides,
                     r.rolname AS reader
              FROM tops JOIN pg_class c ON c.oid = tops.oid
              JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN reader r
            )
            SELECT 'database', current_database()::text, 'f'
            UNION ALL
            SELECT 'role', current_user::text, 'f'
            UNION ALL
            SELECT 'kind of ' || name, CASE relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view'
                     WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table'
                     WHEN 'p' THEN 'partitioned table' ELSE relkind::text END, 'f' FROM tables
            UNION ALL
            SELECT 'owner of ' || name, pg_get_userbyid(relowner)::text, 'f' FROM tables
            UNION ALL
            SELECT 'row security of ' || name, CASE WHEN relrowsecurity
                     THEN CASE WHEN hides THEN 'on for role ' ELSE 'on, not for role ' END || reader
                          || ', policies ' || coalesce(
                       (SELECT left(md5(string_agg(concat_ws('|', polname, polcmd, polpermissive,
                                 polroles::text, pg_get_expr(polqual, polrelid)), ','
                                 ORDER BY polname)), 8)
                        FROM pg_policy WHERE polrelid = tables.oid), 'none')
                     ELSE 'off' END, CASE WHEN hides THEN 't' ELSE 'f' END
            FROM tables WHERE relkind <> 'v'
            UNION ALL
            SELECT 'partition ' || down.oid::regclass::text, 'attached to ' || tables.name, 'f'
            FROM down JOIN tables ON tables.oid = down.top
            WHERE down.oid <> down.top
              AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = down.oid)\
            """;

    /** The first and the last parameter that is the relation's name. */
    private static final int FIRST_NAME = 3;

    private static final int LAST_NAME = 6;

    private static final String SECURITY = "row security of ";

    private final Connection connection;

    PostgresFacts(Connection connection) {
        this.connection = connection;
    }

    /**
     * @param from as in a {@code FROM} clause
     * @param name of a table or view; empty for a query
     */
    RelationFacts of(String from, String name) throws SQLException {
        JsonNode plan = plan(from);
        List<String> schemas = new ArrayList<>();
        List<String> tables = new ArrayList<>();
        for (JsonNode node : plan.findParents("Relation Name")) {
            schemas.add(node.path("Schema").asText());
            tables.add(node.path("Relation Name").asText());
        }
        boolean foreign =
                plan.findValues("Node Type").stream()
                        .anyMatch(type -> type.asText().equals(FOREIGN));
        Map<String, String> properties = new TreeMap<>();
        List<String> hiding = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(FACTS)) {
            statement.setString(1, String.join("\n", schemas));
            statement.setString(2, String.join("\n", tables));
            for (int index = FIRST_NAME; index <= LAST_NAME; index++) {
                statement.setString(index, name.isEmpty() ? null : name);
            }
            for (List<String> fact : JdbcStatements.texts(statement)) {
                properties.put(fact.get(0), fact.get(1));
                if (fact.get(2).equals("t")) {
                    hiding.add(fact.get(0).substring(SECURITY.length()));
                }
            }
        }
        return new RelationFacts(properties, foreign, hiding);
    }

    private JsonNode plan(String from) throws SQLException {
        String sql = "EXPLAIN (VERBOSE, COSTS off, FORMAT json) SELECT 1 FROM " + from;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return JSON.readTree(JdbcStatements.texts(statement).get(0).get(0));
        } catch (JsonProcessingException e) {
            throw new SQLException("the server's query plan is not JSON", e);
        }
    }
}
