/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresDialectITCase extends DialectConformance {

    @RegisterExtension static final PostgresFixture POSTGRES = new PostgresFixture();

    @Override
    void run(String... statements) throws SQLException {
        POSTGRES.run(statements);
    }

    @Override
    Map<String, String> options() {
        return POSTGRES.options();
    }

    @Override
    List<Sample> samples() {
        List<Sample> samples = new ArrayList<>(standardSamples());
        samples.add(timestamp("timestamp(6)"));
        return samples;
    }
}
