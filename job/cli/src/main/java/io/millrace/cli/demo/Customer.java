/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli.demo;

import java.time.Instant;
import java.time.LocalDate;

/** A row of the shop's {@code customers} table. */
record Customer(
        long id,
        String email,
        String firstName,
        String lastName,
        Place place,
        LocalDate birthday,
        boolean marketingConsent,
        Instant createdAt) {

    /** Where a customer lives. */
    record Place(String city, String country) {}
}
