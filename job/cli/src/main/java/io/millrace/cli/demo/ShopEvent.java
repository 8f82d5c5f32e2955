/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli.demo;

import io.millrace.cli.demo.Customer.Place;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.SplittableRandom;

/** A change in the shop. */
enum ShopEvent {
    SIGN_UP {
        @Override
        void on(Connection connection, Shop shop) throws SQLException {
            long id = nextId(connection, "customers");
            shop.insertCustomers(connection, List.of(shop.generator().customer(id)).iterator());
        }
    },
    PURCHASE {
        @Override
        void on(Connection connection, Shop shop) throws SQLException {
            long id = nextId(connection, "orders");
            long buyers = nextId(connection, "customers") - 1;
            shop.insertOrders(connection, List.of(shop.generator().order(id, buyers)).iterator());
        }
    },
    MOVE {
        @Override
        void on(Connection connection, Shop shop) throws SQLException {
            long id = nextId(connection, "customers") - 1;
            Place place = shop.generator().anyPlace(new SplittableRandom());
            try (PreparedStatement update =
                    connection.prepareStatement(
                            "UPDATE customers SET city = ?, country = ?, updated_at = now()"
                                    + " WHERE id = (SELECT id FROM customers WHERE id >="
                                    + " floor(random() * ?) ORDER BY id LIMIT 1)")) {
                update.setString(1, place.city());
                update.setString(2, place.country());
                update.setLong(3, id);
                update.executeUpdate();
            }
        }
    },
    CHANGE_CONSENT {
        @Override
        void on(Connection connection, Shop shop) throws SQLException {
            onSomeCustomer(
                    connection,
                    "UPDATE customers SET marketing_consent = NOT marketing_consent,"
                            + " updated_at = now() WHERE id = ");
        }
    },
    LEAVE {
        @Override
        void on(Connection connection, Shop shop) throws SQLException {
            onSomeCustomer(connection, "DELETE FROM customers WHERE id = ");
        }
    };

    abstract void on(Connection connection, Shop shop) throws SQLException;

    private static void onSomeCustomer(Connection connection, String statement)
            throws SQLException {
        try (PreparedStatement change =
                connection.prepareStatement(
                        statement
                                + "(SELECT id FROM customers WHERE id >= floor(random() * ?)"
                                + " ORDER BY id LIMIT 1)")) {
            change.setLong(1, nextId(connection, "customers") - 1);
            change.executeUpdate();
        }
    }

    private static long nextId(Connection connection, String table) throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet rows =
                        select.executeQuery("SELECT coalesce(max(id), 0) + 1 FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
