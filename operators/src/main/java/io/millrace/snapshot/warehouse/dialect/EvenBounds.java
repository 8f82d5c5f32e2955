/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse.dialect;

import io.millrace.snapshot.warehouse.column.SourceColumn;
import io.millrace.snapshot.warehouse.column.SourceKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Divides the span between the least and the greatest value of an integer key evenly. Cheap if the
 * key has an index. Gaps in the keys make parts of different size; many small ranges even that out.
 */
public final class EvenBounds {

    private static final BigInteger KEYS_PER_RANGE = BigInteger.valueOf(50_000);
    private static final int MOST_RANGES = 64;

    private EvenBounds() {}

    /** As {@link WarehouseDialect#rangeBounds}; empty if the leading key column is no integer. */
    public static List<List<String>> find(
            WarehouseDialect dialect,
            Connection connection,
            String from,
            List<KeyColumn> key,
            int ranges)
            throws SQLException {
        SourceColumn leading = key.get(0).source();
        boolean stored = leading.origin().isKnown();
        if (!isInteger(leading)
                || ranges == 1
                || (ranges == WarehouseDialect.AUTOMATIC && !stored)) {
            return List.of();
        }
        String name = dialect.quote(leading.name());
        String sql = "SELECT MIN(" + name + "), MAX(" + name + ") FROM " + from;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            List<String> span = JdbcStatements.texts(statement).get(0);
            return span.get(0).isEmpty()
                    ? List.of()
                    : divide(integer(span.get(0)), integer(span.get(1)), ranges);
        }
    }

    private static boolean isInteger(SourceColumn column) {
        return column.kind() == SourceKind.INTEGER
                || (column.kind() == SourceKind.DECIMAL && column.scale() == 0);
    }

    private static BigInteger integer(String text) {
        return new BigDecimal(text).toBigInteger();
    }

    /** Returns the bounds between {@code wanted} ranges of the keys from least to greatest. */
    public static List<List<String>> divide(BigInteger least, BigInteger greatest, int wanted) {
        BigInteger span = greatest.subtract(least).add(BigInteger.ONE);
        int ranges = wanted == WarehouseDialect.AUTOMATIC ? automatic(span) : wanted;
        BigInteger count = BigInteger.valueOf(ranges);
        return IntStream.range(1, ranges)
                .mapToObj(number -> span.multiply(BigInteger.valueOf(number)).divide(count))
                .map(least::add)
                .distinct()
                .map(bound -> List.of(bound.toString()))
                .toList();
    }

    private static int automatic(BigInteger span) {
        return span.divide(KEYS_PER_RANGE)
                .add(BigInteger.ONE)
                .min(BigInteger.valueOf(MOST_RANGES))
                .intValue();
    }
}
