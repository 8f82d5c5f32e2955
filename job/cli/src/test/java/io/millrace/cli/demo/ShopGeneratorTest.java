/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ShopGeneratorTest {

    private static final long CUSTOMERS = 2_000;

    private final ShopGenerator generator = new ShopGenerator();

    @Test
    void theSameShopComesOutEveryTime() {
        assertThat(generator.customers(CUSTOMERS))
                .containsExactlyElementsOf(
                        new ShopGenerator()
                                .customers(CUSTOMERS)
                                .collect(Collectors.toUnmodifiableList()));
        assertThat(generator.order(17, CUSTOMERS))
                .isEqualTo(new ShopGenerator().order(17, CUSTOMERS));
    }

    @Test
    void aCustomerDoesNotDependOnHowManyThereAre() {
        assertThat(generator.customers(10).skip(9))
                .containsExactlyElementsOf(
                        generator.customers(20).skip(9).limit(1).collect(Collectors.toList()));
    }

    @Test
    void everyCustomerHasAnAddressOfTheirOwn() {
        assertThat(generator.customers(CUSTOMERS).map(Customer::email))
                .doesNotHaveDuplicates()
                .allMatch(email -> email.matches("[a-z]+\\.[a-z]+\\d+@example\\.com"));
    }

    @Test
    void ordersBelongToCustomersAndComeAfterThem() {
        assertThat(generator.orders(3 * CUSTOMERS, CUSTOMERS))
                .allMatch(order -> order.customerId() >= 1 && order.customerId() <= CUSTOMERS)
                .allMatch(order -> order.total().signum() > 0)
                .allMatch(
                        order ->
                                !order.placedAt()
                                        .isBefore(
                                                generator
                                                        .customer(order.customerId())
                                                        .createdAt()));
    }

    @Test
    void theShopIsNotAllTheSame() {
        assertThat(generator.customers(CUSTOMERS).map(Customer::place).distinct().count())
                .isGreaterThan(20);
        assertThat(generator.customers(CUSTOMERS).filter(Customer::marketingConsent).count())
                .isBetween(CUSTOMERS / 2, CUSTOMERS - 200);
        assertThat(generator.orders(3 * CUSTOMERS, CUSTOMERS).map(Order::status).distinct())
                .contains("delivered", "cancelled");
    }
}
