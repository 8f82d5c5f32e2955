/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.report.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerFaultTest {

    @ParameterizedTest
    @ValueSource(strings = {"08006", "40001", "57P01", "53300", "23505", "90031", "90098"})
    void aPassingFaultIsTriedAgain(String state) {
        assertThat(LedgerFault.of(new SQLException("", state))).isEqualTo(LedgerFault.PASSING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"28P01", "42501", "3D000", "23502", ""})
    void aLastingFaultIsNotTriedAgain(String state) {
        assertThat(LedgerFault.of(new SQLException("", state))).isEqualTo(LedgerFault.LASTING);
    }

    @Test
    void theDriverMayReportATransientFault() {
        assertThat(LedgerFault.of(new SQLTransientException())).isEqualTo(LedgerFault.PASSING);
        assertThat(LedgerFault.of(new SQLException())).isEqualTo(LedgerFault.LASTING);
    }
}
