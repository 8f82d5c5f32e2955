/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.sql.DataSource;

/** The shop's database. */
final class Shop {

    private static final int BATCH = 1_000;
    private static final int ORDERS_PER_CUSTOMER = 3;

    private final DataSource database;
    private final ShopGenerator generator = new ShopGenerator();

    Shop(DataSource database) {
        this.database = database;
    }

    /** The data of a customer that is compared with Iterable. */
    record Contact(String email, String firstName, String city, boolean marketingConsent) {}

    /** Creates the tables if they are missing and fills them if they are empty. */
    void open(long customers) throws SQLException {
        try (Connection connection = database.getConnection()) {
            createTables(connection);
            if (count(connection, "customers") == 0) {
                connection.setAutoCommit(false);
                insertCustomers(connection, generator.customers(customers).iterator());
                insertOrders(
                        connection,
                        generator.orders(customers * ORDERS_PER_CUSTOMER, customers).iterator());
                connection.commit();
            }
        }
    }

    long customers() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return count(connection, "customers");
        }
    }

    long orders() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return count(connection, "orders");
        }
    }

    List<Contact> contacts() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement select = connection.createStatement();
                ResultSet rows =
                        select.executeQuery(
                                "SELECT email, first_name, city, marketing_consent FROM"
                                        + " customers")) {
            List<Contact> contacts = new ArrayList<>();
            while (rows.next()) {
                contacts.add(
                        new Contact(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getBoolean(4)));
            }
            return List.copyOf(contacts);
        }
    }

    /** Applies one event in one transaction. */
    void apply(ShopEvent event) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            event.on(connection, this);
            connection.commit();
        }
    }

    void insertCustomers(Connection connection, Iterator<Customer> customers) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO customers (id, email, first_name, last_name, city, country,"
                                + " birthday, marketing_consent, created_at, updated_at)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (int inBatch = 1; customers.hasNext(); inBatch++) {
                Customer customer = customers.next();
                insert.setLong(1, customer.id());
                insert.setString(2, customer.email());
                insert.setString(3, customer.firstName());
                insert.setString(4, customer.lastName());
                insert.setString(5, customer.place().city());
                insert.setString(6, customer.place().country());
                insert.setObject(7, customer.birthday());
                insert.setBoolean(8, customer.marketingConsent());
                insert.setTimestamp(9, timestamp(customer.createdAt()));
                insert.setTimestamp(10, timestamp(customer.createdAt()));
                add(insert, inBatch);
            }
            insert.executeBatch();
        }
    }

    void insertOrders(Connection connection, Iterator<Order> orders) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO orders (id, customer_id, total, currency, placed_at, status)"
                                + " VALUES (?, ?, ?, ?, ?, ?)")) {
            for (int inBatch = 1; orders.hasNext(); inBatch++) {
                Order order = orders.next();
                insert.setLong(1, order.id());
                insert.setLong(2, order.customerId());
                insert.setBigDecimal(3, order.total());
                insert.setString(4, order.currency());
                insert.setTimestamp(5, timestamp(order.placedAt()));
                insert.setString(6, order.status());
                add(insert, inBatch);
            }
            insert.executeBatch();
        }
    }

    ShopGenerator generator() {
        return generator;
    }

    private static void add(PreparedStatement insert, int inBatch) throws SQLException {
        insert.addBatch();
        if (inBatch % BATCH == 0) {
            insert.executeBatch();
        }
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.from(instant);
    }

    private static void createTables(Connection connection) throws SQLException {
        try (Statement create = connection.createStatement()) {
            create.execute(
                    "CREATE TABLE IF NOT EXISTS customers (id bigint PRIMARY KEY, email text,"
                            + " first_name text, last_name text, city text, country text,"
                            + " birthday date, marketing_consent boolean,"
                            + " created_at timestamptz, updated_at timestamptz)");
            create.execute(
                    "CREATE TABLE IF NOT EXISTS orders (id bigint PRIMARY KEY, customer_id bigint,"
                            + " total numeric(12,2), currency text, placed_at timestamptz,"
                            + " status text)");
            create.execute("CREATE INDEX IF NOT EXISTS orders_by_customer ON orders (customer_id)");
        }
    }

    private static long count(Connection connection, String table) throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet rows = select.executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
