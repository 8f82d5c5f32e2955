/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.demo.Shop.Contact;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares the shop with the sandbox. Pure.
 *
 * @param customers the number of customers in the shop
 * @param equal the number of customers that are users with the same first name, city and consent
 * @param former the number of users that are no longer customers; the sync never deletes a user
 */
record Proof(long customers, long equal, long former) {

    static Proof of(List<Contact> customers, Map<String, ObjectNode> users) {
        long known = customers.stream().filter(one -> users.containsKey(one.email())).count();
        long equal = customers.stream().filter(one -> isEqual(one, users)).count();
        return new Proof(customers.size(), equal, users.size() - known);
    }

    private static boolean isEqual(Contact customer, Map<String, ObjectNode> users) {
        return users.containsKey(customer.email())
                && isEqual(customer, users.get(customer.email()));
    }

    private static boolean isEqual(Contact customer, ObjectNode user) {
        return user.path("firstName").asText().equals(customer.firstName())
                && user.path("address").path("city").asText().equals(customer.city())
                && user.path("marketingConsent").asBoolean() == customer.marketingConsent();
    }

    boolean holds() {
        return equal == customers;
    }

    String describe() {
        return String.format(
                Locale.ROOT,
                "%,d customers in the shop, %,d of them users with the same data; %,d users"
                        + " left the shop and stay (mode: upsert).",
                customers,
                equal,
                former);
    }
}
