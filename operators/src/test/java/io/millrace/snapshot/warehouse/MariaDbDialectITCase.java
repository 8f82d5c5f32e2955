/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;

class MariaDbDialectITCase extends DialectConformance {

    @RegisterExtension static final MariaDbFixture MARIADB = new MariaDbFixture();

    @Override
    void run(String... statements) throws SQLException {
        MARIADB.run(statements);
    }

    @Override
    Map<String, String> options() {
        return MARIADB.options();
    }

    @Override
    List<Sample> samples() {
        List<Sample> samples = new ArrayList<>(standardSamples());
        samples.add(timestamp("DATETIME(6)"));
        return samples;
    }
}
