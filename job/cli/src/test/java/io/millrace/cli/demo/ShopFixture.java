/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli.demo;

import java.sql.SQLException;
import javax.sql.DataSource;

/** The demo's shop, in a database of a test's own. */
public final class ShopFixture {

    private ShopFixture() {}

    public static void open(DataSource database, int customers) throws SQLException {
        new Shop(database).open(customers);
    }
}
