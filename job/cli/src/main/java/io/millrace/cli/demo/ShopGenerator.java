/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.cli.demo;

import io.millrace.cli.demo.Customer.Place;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Generates the shop's customers and orders. Each depends only on its id, so every generated shop
 * is the same. Pure.
 */
final class ShopGenerator {

    private static final Instant OPENED = Instant.parse("2021-03-01T08:00:00Z");
    private static final Instant LATEST = Instant.parse("2026-11-01T08:00:00Z");
    private static final LocalDate OLDEST = LocalDate.of(1944, 1, 1);
    private static final int BIRTHDAYS = 365 * 62;
    private static final int CONSENTING_PERCENT = 72;
    private static final int LARGEST_TOTAL_CENTS = 24_000;

    private static final long CUSTOMER_SEED = 0x5_1107L;
    private static final long ORDER_SEED = 0x0_4de4L;

    private static final List<String> FIRST_NAMES =
            List.of(
                    "Ada", "Adrian", "Aisha", "Alba", "Amir", "Anna", "Arne", "Beatriz", "Ben",
                    "Carla", "Chiara", "Clara", "Daniel", "Elena", "Elif", "Emil", "Emma", "Erik",
                    "Fatima", "Felix", "Greta", "Hana", "Hugo", "Ida", "Ines", "Isabel", "Jakub",
                    "Jan", "Jonas", "Julia", "Kofi", "Lars", "Lena", "Leo", "Lucia", "Maja", "Mara",
                    "Marco", "Marie", "Mateo", "Mehmet", "Mila", "Nadia", "Nils", "Noah", "Olga",
                    "Oscar", "Paula", "Pierre", "Priya", "Rosa", "Ruth", "Samuel", "Sara", "Sofia",
                    "Theo", "Tomas", "Vera", "Viktor", "Yuki", "Yusuf", "Zoe");

    private static final List<String> LAST_NAMES =
            List.of(
                    "Abadi",
                    "Andersen",
                    "Bakker",
                    "Bauer",
                    "Becker",
                    "Berg",
                    "Bianchi",
                    "Blanc",
                    "Brandt",
                    "Castro",
                    "Costa",
                    "Dahl",
                    "Demir",
                    "Diaz",
                    "Dubois",
                    "Eklund",
                    "Esposito",
                    "Fischer",
                    "Fontaine",
                    "Garcia",
                    "Gruber",
                    "Haas",
                    "Hansen",
                    "Horvat",
                    "Ivanov",
                    "Jansen",
                    "Kaya",
                    "Keller",
                    "Klein",
                    "Kowalski",
                    "Kumar",
                    "Larsen",
                    "Laurent",
                    "Lind",
                    "Lopez",
                    "Maier",
                    "Marino",
                    "Martin",
                    "Mensah",
                    "Meyer",
                    "Moreau",
                    "Moretti",
                    "Nagy",
                    "Nielsen",
                    "Novak",
                    "Okafor",
                    "Olsen",
                    "Pereira",
                    "Petrov",
                    "Ricci",
                    "Romero",
                    "Rossi",
                    "Santos",
                    "Sato",
                    "Schmidt",
                    "Silva",
                    "Smit",
                    "Sorensen",
                    "Tanaka",
                    "Virtanen",
                    "Visser",
                    "Vogel",
                    "Weber",
                    "Wolf");

    private static final List<Place> PLACES =
            List.of(
                    new Place("Amsterdam", "NL"), new Place("Athens", "GR"),
                    new Place("Barcelona", "ES"), new Place("Berlin", "DE"),
                    new Place("Bologna", "IT"), new Place("Bordeaux", "FR"),
                    new Place("Brno", "CZ"), new Place("Brussels", "BE"),
                    new Place("Copenhagen", "DK"), new Place("Cork", "IE"),
                    new Place("Dresden", "DE"), new Place("Gdansk", "PL"),
                    new Place("Ghent", "BE"), new Place("Gothenburg", "SE"),
                    new Place("Graz", "AT"), new Place("Hamburg", "DE"),
                    new Place("Helsinki", "FI"), new Place("Krakow", "PL"),
                    new Place("Lisbon", "PT"), new Place("Ljubljana", "SI"),
                    new Place("Lyon", "FR"), new Place("Milan", "IT"),
                    new Place("Munich", "DE"), new Place("Oslo", "NO"),
                    new Place("Paris", "FR"), new Place("Porto", "PT"),
                    new Place("Rotterdam", "NL"), new Place("Seville", "ES"),
                    new Place("Tallinn", "EE"), new Place("Turin", "IT"),
                    new Place("Utrecht", "NL"), new Place("Valencia", "ES"),
                    new Place("Vienna", "AT"), new Place("Zurich", "CH"));

    private static final List<String> STATUSES =
            List.of(
                    "delivered",
                    "delivered",
                    "delivered",
                    "delivered",
                    "shipped",
                    "paid",
                    "cancelled");

    Customer customer(long id) {
        SplittableRandom random = new SplittableRandom(CUSTOMER_SEED + id * 0x9E37_79B9L);
        String first = any(FIRST_NAMES, random);
        String last = any(LAST_NAMES, random);
        return new Customer(
                id,
                (first + "." + last + id + "@example.com").toLowerCase(Locale.ROOT),
                first,
                last,
                any(PLACES, random),
                OLDEST.plusDays(random.nextInt(BIRTHDAYS)),
                random.nextInt(100) < CONSENTING_PERCENT,
                between(OPENED, LATEST, random));
    }

    /** An order of one of the first {@code customers} customers. */
    Order order(long id, long customers) {
        SplittableRandom random = new SplittableRandom(ORDER_SEED + id * 0x9E37_79B9L);
        // The smaller of two draws: a few customers order often, many once or never.
        long buyer = 1 + Math.min(random.nextLong(customers), random.nextLong(customers));
        Place place = customer(buyer).place();
        return new Order(
                id,
                buyer,
                BigDecimal.valueOf(495 + random.nextInt(LARGEST_TOTAL_CENTS), 2),
                currency(place),
                between(customer(buyer).createdAt(), LATEST, random),
                any(STATUSES, random));
    }

    Stream<Customer> customers(long count) {
        return LongStream.rangeClosed(1, count).mapToObj(this::customer);
    }

    Stream<Order> orders(long count, long customers) {
        return LongStream.rangeClosed(1, count).mapToObj(id -> order(id, customers));
    }

    Place anyPlace(SplittableRandom random) {
        return any(PLACES, random);
    }

    static String currency(Place place) {
        return switch (place.country()) {
            case "CH" -> "CHF";
            case "CZ" -> "CZK";
            case "DK" -> "DKK";
            case "NO" -> "NOK";
            case "PL" -> "PLN";
            case "SE" -> "SEK";
            default -> "EUR";
        };
    }

    private static Instant between(Instant from, Instant to, SplittableRandom random) {
        long seconds = Duration.between(from, to).toSeconds();
        return from.plusSeconds(seconds <= 0 ? 0 : random.nextLong(seconds));
    }

    private static <T> T any(List<T> choices, SplittableRandom random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
