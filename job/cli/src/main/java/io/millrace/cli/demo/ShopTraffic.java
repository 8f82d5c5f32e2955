/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli.demo;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes the shop on a thread of its own, until it is closed. */
final class ShopTraffic implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ShopTraffic.class);
    private static final Duration PAUSE = Duration.ofMillis(700);

    /** Twelve events with the relative frequency of each kind. */
    private static final List<ShopEvent> DAY =
            List.of(
                    ShopEvent.PURCHASE,
                    ShopEvent.PURCHASE,
                    ShopEvent.PURCHASE,
                    ShopEvent.PURCHASE,
                    ShopEvent.SIGN_UP,
                    ShopEvent.SIGN_UP,
                    ShopEvent.MOVE,
                    ShopEvent.MOVE,
                    ShopEvent.CHANGE_CONSENT,
                    ShopEvent.CHANGE_CONSENT,
                    ShopEvent.CHANGE_CONSENT,
                    ShopEvent.LEAVE);

    private final Shop shop;
    private final Thread thread = new Thread(this::trade, "shop-traffic");

    ShopTraffic(Shop shop) {
        this.shop = shop;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Applies all events, {@code days} times; returns the number of events. */
    static int busyDay(Shop shop, int days) throws SQLException {
        for (int day = 0; day < days; day++) {
            for (ShopEvent event : DAY) {
                shop.apply(event);
            }
        }
        return days * DAY.size();
    }

    private void trade() {
        SplittableRandom random = new SplittableRandom();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                shop.apply(DAY.get(random.nextInt(DAY.size())));
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            LOG.warn("The shop has closed", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
