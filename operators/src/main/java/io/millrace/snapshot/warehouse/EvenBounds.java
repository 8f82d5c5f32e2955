/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Cuts the span between an integer key's least and greatest value evenly. Cheap where the key has
 * an index; keys with gaps make parts of different size, which many small ranges even out.
 */
final class EvenBounds {

    private static final BigInteger KEYS_PER_RANGE = BigInteger.valueOf(50_000);
    private static final int MOST_RANGES = 64;

    private EvenBounds() {}

    static List<List<String>> find(
            WarehouseDialect dialect,
            Connection connection,
            String from,
            List<KeyColumn> key,
            int ranges)
            throws SQLException {
        SourceColumn leading = key.get(0).source();
        boolean integer =
                leading.kind() == SourceKind.INTEGER
                        || (leading.kind() == SourceKind.DECIMAL && leading.scale() == 0);
        boolean stored = leading.origin().isKnown();
        if (!integer || ranges == 1 || (ranges == ScanSettings.AUTOMATIC && !stored)) {
            return List.of();
        }
        String name = dialect.quote(leading.name());
        String sql = "SELECT MIN(" + name + "), MAX(" + name + ") FROM " + from;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            List<String> span = WarehouseDialect.texts(statement).get(0);
            return span.get(0).isEmpty()
                    ? List.of()
                    : cut(whole(span.get(0)), whole(span.get(1)), ranges);
        }
    }

    private static BigInteger whole(String text) {
        return new BigDecimal(text).toBigInteger();
    }

    static List<List<String>> cut(BigInteger least, BigInteger most, int wanted) {
        BigInteger span = most.subtract(least).add(BigInteger.ONE);
        int ranges =
                Optional.of(wanted)
                        .filter(given -> given != ScanSettings.AUTOMATIC)
                        .orElseGet(
                                () ->
                                        span.divide(KEYS_PER_RANGE)
                                                .add(BigInteger.ONE)
                                                .min(BigInteger.valueOf(MOST_RANGES))
                                                .intValue());
        return IntStream.range(1, ranges)
                .mapToObj(
                        cut ->
                                least.add(
                                        span.multiply(BigInteger.valueOf(cut))
                                                .divide(BigInteger.valueOf(ranges))))
                .distinct()
                .map(bound -> List.of(bound.toString()))
                .toList();
    }
}
