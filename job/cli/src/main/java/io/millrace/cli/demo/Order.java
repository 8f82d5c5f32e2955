/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli.demo;

import java.math.BigDecimal;
import java.time.Instant;

/** A row of the shop's {@code orders} table. */
record Order(
        long id,
        long customerId,
        BigDecimal total,
        String currency,
        Instant placedAt,
        String status) {}
