/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import static io.millrace.snapshot.warehouse.PostgresFixture.columns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.row.EncodedRow;
import io.millrace.row.RowCodec;
import io.millrace.row.RowEncoder;
import io.millrace.snapshot.warehouse.ResultRows.Wanted;
import io.millrace.snapshot.warehouse.column.ColumnEncoder;
import io.millrace.snapshot.warehouse.column.ColumnReader;
import io.millrace.snapshot.warehouse.dialect.PageAccess;
import io.millrace.snapshot.warehouse.dialect.RangeRows;
import io.millrace.snapshot.warehouse.range.KeyRange;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.utils.TypeConversions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * For every value, an encoder writes the same bytes, or fails with the same error, as reading the
 * driver's value and encoding it.
 */
class ColumnEncodersITCase {

    @RegisterExtension static final PostgresFixture POSTGRES = new PostgresFixture();

    private static final int RANDOM_VALUES = 300;

    /** Driver properties that change the format in which the server sends. */
    private static final List<Map<String, String>> FORMATS =
            List.of(
                    Map.of(),
                    Map.of("properties.binaryTransfer", "false"),
                    Map.of("properties.preferQueryMode", "simple"),
                    Map.of("properties.binaryTransferEnable", "TEXT,VARCHAR,BOOL"),
                    Map.of("properties.binaryTransferDisable", "NUMERIC,UUID,TIMESTAMPTZ"));

    /** A type of the server, its declared type, and values to read. */
    private record Column(String source, DataType declared, List<String> values) {

        @Override
        public String toString() {
            return source + " as " + declared;
        }
    }

    @BeforeAll
    static void createTypes() throws Exception {
        POSTGRES.run(
                "CREATE TYPE mood AS ENUM ('sad', 'gl\u00e4d')",
                "CREATE DOMAIN short AS varchar(9)");
    }

    private static Stream<Column> columnsOfEveryType() {
        List<String> wholes = wholes();
        List<String> numbers = numbers();
        List<String> texts = texts();
        List<String> moments = moments();
        List<String> days =
                moments.stream().map(text -> text.replaceFirst(" \\d\\d:[^ ]*", "")).toList();
        return Stream.of(
                        pairs(
                                List.of("int2", "int4", "int8", "oid"),
                                wholes,
                                DataTypes.TINYINT(),
                                DataTypes.SMALLINT(),
                                DataTypes.INT(),
                                DataTypes.BIGINT(),
                                DataTypes.DOUBLE(),
                                DataTypes.DECIMAL(5, 0),
                                DataTypes.DECIMAL(5, 5),
                                DataTypes.DECIMAL(20, 2),
                                DataTypes.STRING()),
                        pairs(
                                List.of("numeric"),
                                numbers,
                                DataTypes.TINYINT(),
                                DataTypes.INT(),
                                DataTypes.BIGINT(),
                                DataTypes.DOUBLE(),
                                DataTypes.DECIMAL(1, 0),
                                DataTypes.DECIMAL(4, 4),
                                DataTypes.DECIMAL(10, 2),
                                DataTypes.DECIMAL(18, 6),
                                DataTypes.DECIMAL(38, 0),
                                DataTypes.DECIMAL(38, 18),
                                DataTypes.STRING()),
                        pairs(
                                List.of("numeric(12,2)"),
                                rounded(numbers, 9),
                                DataTypes.DECIMAL(12, 2),
                                DataTypes.DECIMAL(20, 8),
                                DataTypes.DOUBLE()),
                        pairs(
                                List.of("numeric(15,0)"),
                                rounded(numbers, 14),
                                DataTypes.DECIMAL(15, 0),
                                DataTypes.INT(),
                                DataTypes.BIGINT()),
                        pairs(List.of("float4"), floats(), DataTypes.FLOAT(), DataTypes.DOUBLE()),
                        pairs(List.of("float8"), floats(), DataTypes.DOUBLE()),
                        pairs(List.of("bool"), List.of("true", "false"), DataTypes.BOOLEAN()),
                        pairs(
                                List.of("text", "varchar", "char(40)", "varchar(20)", "name"),
                                texts,
                                DataTypes.STRING(),
                                DataTypes.VARCHAR(5)),
                        pairs(
                                List.of("json", "jsonb"),
                                texts.stream().map(ColumnEncodersITCase::json).toList(),
                                DataTypes.STRING()),
                        pairs(List.of("mood"), List.of("sad", "gl\u00e4d"), DataTypes.STRING()),
                        pairs(List.of("short"), List.of("", "ab\u00e9"), DataTypes.STRING()),
                        pairs(
                                List.of("uuid"),
                                IntStream.range(0, 50).mapToObj(n -> uuid(n)).toList(),
                                DataTypes.STRING()),
                        pairs(
                                List.of("interval"),
                                List.of("1 day", "-3 mons 2 s"),
                                DataTypes.STRING()),
                        pairs(
                                List.of("bytea"),
                                texts.stream().map(ColumnEncodersITCase::hex).toList(),
                                DataTypes.BYTES()),
                        pairs(
                                List.of("timestamp"),
                                moments,
                                DataTypes.TIMESTAMP(6),
                                DataTypes.TIMESTAMP(0)),
                        pairs(
                                List.of("timestamptz"),
                                moments,
                                DataTypes.TIMESTAMP_LTZ(6),
                                DataTypes.TIMESTAMP_LTZ(3)),
                        pairs(List.of("date"), days, DataTypes.DATE()),
                        pairs(List.of("time"), times(), DataTypes.TIME(), DataTypes.TIME(3)),
                        pairs(
                                List.of("int4[]"),
                                List.of("{}", "{1,NULL,-3}", "{2147483647}"),
                                DataTypes.ARRAY(DataTypes.INT()),
                                DataTypes.ARRAY(DataTypes.BIGINT()),
                                DataTypes.ARRAY(DataTypes.SMALLINT())),
                        pairs(
                                List.of("text[]"),
                                List.of("{}", "{a,\"b,\\\"c\",NULL,\"\"}"),
                                DataTypes.ARRAY(DataTypes.STRING())))
                .flatMap(pairs -> pairs);
    }

    private static Stream<Column> pairs(
            List<String> sources, List<String> values, DataType... declared) {
        return sources.stream()
                .flatMap(
                        source ->
                                Stream.of(declared).map(type -> new Column(source, type, values)));
    }

    private static List<String> wholes() {
        Random random = new Random(1);
        List<String> values =
                new ArrayList<>(
                        List.of(
                                "0",
                                "-1",
                                "127",
                                "-128",
                                "128",
                                "32767",
                                "-32768",
                                "32768",
                                "99999",
                                "100000",
                                "-99999",
                                "2147483647",
                                "-2147483648",
                                "2147483648",
                                "4294967295",
                                "9223372036854775807",
                                "-9223372036854775808",
                                "1000000000000000000"));
        random.longs(RANDOM_VALUES)
                .map(value -> value >> (Math.abs(value % 64)))
                .forEach(value -> values.add(Long.toString(value)));
        return values;
    }

    private static List<String> numbers() {
        Random random = new Random(2);
        List<String> values =
                new ArrayList<>(
                        List.of(
                                "0",
                                "0.00",
                                "0.000000000000000000000001",
                                "1",
                                "-1",
                                "1.10",
                                "100",
                                "10000",
                                "100000000000000000000",
                                "0.0001",
                                "0.9999",
                                "1e30",
                                "-1e-30",
                                "9999.9999",
                                "10000.0001",
                                "0.125",
                                "127",
                                "128",
                                "9223372036854775807",
                                "9223372036854775808",
                                "-9223372036854775808",
                                "-9223372036854775809",
                                "9000000000000000000",
                                "8999999999999999999",
                                "89999999999999.999999",
                                "99999999999999999999999999999999999999",
                                "100000000000000000000000000000000000000",
                                "99999999999999999999.999999999999999999",
                                "12345678901234567890.123456789012345678",
                                "1e5000",
                                "NaN",
                                "infinity",
                                "-infinity"));
        for (int index = 0; index < RANDOM_VALUES; index++) {
            StringBuilder digits = new StringBuilder(random.nextBoolean() ? "-" : "");
            int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 45 : 20);
            for (int digit = 0; digit < length; digit++) {
                digits.append(random.nextInt(3) == 0 ? 0 : random.nextInt(10));
            }
            int exponent = random.nextInt(24) - 16;
            values.add(random.nextInt(4) == 0 ? digits.toString() : digits + "e" + exponent);
        }
        return values;
    }

    /**
     * Returns the numbers with at most {@code digits} digits before the point; the server rounds.
     */
    private static List<String> rounded(List<String> numbers, int digits) {
        return numbers.stream()
                .filter(
                        text ->
                                text.matches(".*\\d.*")
                                        && Math.abs(Double.parseDouble(text))
                                                < Math.pow(10, digits))
                .toList();
    }

    private static List<String> floats() {
        Random random = new Random(3);
        List<String> values =
                new ArrayList<>(
                        List.of(
                                "0",
                                "-0",
                                "1.5",
                                "NaN",
                                "infinity",
                                "-infinity",
                                "3.4028235e38",
                                "1.4e-45",
                                "0.1"));
        random.ints(RANDOM_VALUES)
                .mapToObj(Float::intBitsToFloat)
                .filter(Float::isFinite)
                .forEach(value -> values.add(Float.toString(value)));
        return values;
    }

    private static List<String> texts() {
        Random random = new Random(4);
        List<String> values =
                new ArrayList<>(
                        List.of("", " ", "a", "it''s", "\\", "\u00e9", "\ud83d\ude00", "\uffff"));
        for (int index = 0; index < RANDOM_VALUES; index++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(20);
            while (text.length() < length) {
                int point = 1 + random.nextInt(random.nextBoolean() ? 0x7F : 0x10FFFF);
                boolean storable = !(point >= 0xD800 && point <= 0xDFFF) && point != '\'';
                text.appendCodePoint(storable ? point : 'x');
            }
            values.add(text.codePointCount(0, text.length()) <= 20 ? text.toString() : "y");
        }
        values.add("z".repeat(20));
        return values;
    }

    private static String json(String text) {
        return "{\"a\": [1, \"" + text.replaceAll("[\\p{Cntrl}\\\\\"]", "_") + "\"]}";
    }

    private static String hex(String text) {
        return "\\x" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String uuid(int number) {
        return UUID.nameUUIDFromBytes(new byte[] {(byte) number}).toString();
    }

    private static List<String> moments() {
        Random random = new Random(5);
        List<String> values =
                new ArrayList<>(
                        List.of(
                                "1970-01-01 00:00:00",
                                "1969-12-31 23:59:59.999999",
                                "2000-01-01 00:00:00",
                                "1999-12-31 23:59:59.999999",
                                "1582-10-04 12:00:00.5",
                                "1582-10-15 00:00:00.000001",
                                "0001-01-01 00:00:00 BC",
                                "4713-01-01 00:00:00 BC",
                                "294276-12-31 23:59:59.999999",
                                "0001-12-31 23:59:59.123456",
                                "infinity",
                                "-infinity"));
        for (int index = 0; index < RANDOM_VALUES; index++) {
            values.add(
                    String.format(
                            "%04d-%02d-%02d %02d:%02d:%02d.%06d%s",
                            1 + random.nextInt(index % 3 == 0 ? 9999 : 4000),
                            1 + random.nextInt(12),
                            1 + random.nextInt(28),
                            random.nextInt(24),
                            random.nextInt(60),
                            random.nextInt(60),
                            random.nextInt(1_000_000),
                            random.nextInt(4) == 0 ? " BC" : ""));
        }
        return values;
    }

    private static List<String> times() {
        Random random = new Random(6);
        List<String> values =
                new ArrayList<>(List.of("00:00", "23:59:59.999999", "24:00", "12:34:56.000999"));
        for (int index = 0; index < RANDOM_VALUES; index++) {
            values.add(
                    String.format(
                            "%02d:%02d:%02d.%06d",
                            random.nextInt(24),
                            random.nextInt(60),
                            random.nextInt(60),
                            random.nextInt(1_000) * (index % 2 == 0 ? 1_000 : 999)));
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("columnsOfEveryType")
    void anEncodedValueEqualsTheEncodedValueOfTheDriver(Column column) throws Exception {
        int before = column.values().size();
        POSTGRES.run(
                "DROP TABLE IF EXISTS encoded",
                "CREATE TABLE encoded (id int, v " + column.source() + ")");
        int stored = store(column);
        assertThat(stored).as("values the server accepts").isGreaterThan(before / 10);
        for (Map<String, String> format : FORMATS) {
            assertThat(compare(column, format)).as(format.toString()).isEqualTo(stored);
        }
        OptionalInt copied = compareCopied(column);
        assertThat(copied.isEmpty()).as("read only by the driver").isEqualTo(isForDriver(column));
        copied.ifPresent(rows -> assertThat(rows).isPositive());
    }

    private static boolean isForDriver(Column column) {
        Set<String> numbers = Set.of("int2", "int4", "int8", "numeric");
        return switch (column.declared().getLogicalType().getTypeRoot()) {
            case VARCHAR -> numbers.contains(column.source()) || column.source().equals("oid");
            case DOUBLE -> column.source().startsWith("numeric") || column.source().equals("oid");
            case ARRAY -> true;
            default -> column.source().equals("oid");
        };
    }

    /** Proves that the encoders are used; otherwise both results could come from the driver. */
    @Test
    void commonTypesAreEncodedFromTheServersBytes() throws Exception {
        RowType columns =
                columns(
                        "a", DataTypes.BIGINT(),
                        "b", DataTypes.STRING(),
                        "c", DataTypes.DECIMAL(12, 2),
                        "d", DataTypes.TIMESTAMP_LTZ(6),
                        "e", DataTypes.DATE(),
                        "f", DataTypes.BOOLEAN(),
                        "g", DataTypes.STRING(),
                        "h", DataTypes.DOUBLE(),
                        "i", DataTypes.STRING(),
                        "j", DataTypes.BYTES());
        WarehouseTable table =
                POSTGRES.table(
                        columns,
                        List.of("a"),
                        "query",
                        "SELECT 1::int8 a, 'x'::text b, 1.5::numeric(12,2) c, now() d, current_date"
                                + " e, true f, md5('')::uuid g, 1.5::float8 h, '{}'::jsonb i, ''::bytea"
                                + " j");
        try (Connection connection = ConnectionFactory.open(table.connection(), table.dialect())) {
            RowShape shape = RowShape.of(connection, table);
            String sql = table.statement(shape, KeyRange.whole()).sql();
            try (PreparedStatement statement = connection.prepareStatement(sql);
                    ResultSet result = statement.executeQuery()) {
                assertThat(result.next()).isTrue();
                for (int place = 0; place < columns.getFieldCount(); place++) {
                    RowEncoder row = new RowEncoder(columns("v", shapeType(columns, place)));
                    ColumnEncoder encoder =
                            table.dialect()
                                    .encoder(result, place + 1, shape.selected().get(place))
                                    .orElseThrow();
                    byte[] raw = result.getBytes(place + 1);
                    assertThat(encoder.encode(raw, 0, raw.length, row)).isTrue();
                    assertThat(row.endRow().isNullAt(0)).isFalse();
                }
            }
        }
    }

    private static DataType shapeType(RowType columns, int place) {
        return TypeConversions.fromLogicalToDataType(columns.getTypeAt(place));
    }

    /** Stores the values that the type accepts, and one NULL. */
    private static int store(Column column) throws Exception {
        try (Connection connection = DriverManager.getConnection(POSTGRES.url());
                PreparedStatement insert =
                        connection.prepareStatement(
                                "INSERT INTO encoded VALUES (?, ?::text::"
                                        + column.source()
                                        + ")")) {
            int id = 0;
            for (String value : column.values()) {
                insert.setInt(1, id);
                insert.setString(2, value);
                id += inserted(insert) ? 1 : 0;
            }
            insert.setInt(1, id++);
            insert.setString(2, null);
            insert.executeUpdate();
            return id;
        }
    }

    private static boolean inserted(PreparedStatement insert) {
        try {
            return insert.executeUpdate() == 1;
        } catch (SQLException outOfRange) {
            return false;
        }
    }

    private static int compare(Column column, Map<String, String> format) throws Exception {
        RowType columns = columns("v", column.declared(), "id", DataTypes.INT());
        String[] options =
                Stream.concat(
                                Stream.of("table-name", "encoded"),
                                format.entrySet().stream()
                                        .flatMap(e -> Stream.of(e.getKey(), e.getValue())))
                        .toArray(String[]::new);
        WarehouseTable table = POSTGRES.table(columns, List.of("id"), options);
        int compared = 0;
        try (Connection connection = ConnectionFactory.open(table.connection(), table.dialect())) {
            RowShape shape = RowShape.of(connection, table);
            String sql = table.statement(shape, KeyRange.whole()).sql();
            try (PreparedStatement statement = connection.prepareStatement(sql);
                    ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    compare(table, shape, result);
                    compared++;
                }
            }
        }
        return compared;
    }

    /**
     * Compares copied rows with the driver's. Copying continues after each row that needs the
     * driver.
     *
     * @return how many rows were copied; empty if the type can't be copied
     */
    private static OptionalInt compareCopied(Column column) throws Exception {
        RowType columns = columns("v", column.declared(), "id", DataTypes.INT());
        WarehouseTable table = POSTGRES.table(columns, List.of("id"), "table-name", "encoded");
        try (Connection connection = ConnectionFactory.open(table.connection(), table.dialect());
                Statement statement = connection.createStatement()) {
            RowShape shape = RowShape.of(connection, table);
            String select = table.statement(shape, KeyRange.whole()).sql();
            Optional<List<byte[]>> copied = copied(table, connection, shape, select);
            if (copied.isEmpty()) {
                return OptionalInt.empty();
            }
            int compared = 0;
            RowEncoder encoder = new RowEncoder(shape.emitted());
            try (ResultSet result = statement.executeQuery(select)) {
                ResultRows byDriver =
                        new ResultRows(table, shape, result, new Wanted(false, false), encoder);
                for (byte[] row : copied.get()) {
                    assertThat(byDriver.skip()).isTrue();
                    if (row.length > 0) {
                        byDriver.read();
                        assertThat(row).isEqualTo(byDriver.row().toBytes());
                        compared++;
                    }
                }
                assertThat(byDriver.skip()).isFalse();
            }
            return OptionalInt.of(compared);
        }
    }

    /** An empty array stands for a row that needs the driver. */
    private static Optional<List<byte[]>> copied(
            WarehouseTable table, Connection connection, RowShape shape, String select)
            throws Exception {
        List<byte[]> rows = new ArrayList<>();
        RowEncoder encoder = new RowEncoder(shape.emitted());
        while (true) {
            String rest = "SELECT * FROM (" + select + ") AS encoded OFFSET " + rows.size();
            PageAccess pages = table.dialect().pageAccess().orElseThrow();
            Optional<RangeRows> copy =
                    pages.copy(connection, rest, shape.emittedColumns(), encoder);
            if (copy.isEmpty()) {
                return Optional.empty();
            }
            RangeRows copying = copy.get();
            while (copying.next()) {
                rows.add(copying.row().toBytes());
            }
            if (copying.isExhausted()) {
                return Optional.of(rows);
            }
            rows.add(new byte[0]);
            while (copying.skip()) {
                encoder.clear();
            }
        }
    }

    private static void compare(WarehouseTable table, RowShape shape, ResultSet result)
            throws Exception {
        ResultRows reading =
                new ResultRows(
                        table,
                        shape,
                        result,
                        new Wanted(true, false),
                        new RowEncoder(shape.emitted()));
        String text = result.getString("id");
        Optional<GenericRowData> expected;
        Exception error = null;
        try {
            expected = Optional.of(byDriver(shape, result));
        } catch (Exception e) {
            expected = Optional.empty();
            error = e;
        }
        if (expected.isEmpty()) {
            Exception cause = error;
            assertThatThrownBy(reading::read)
                    .isInstanceOf(WarehouseException.class)
                    .hasMessageContaining("column 'v'")
                    .hasMessageContaining("row with key [" + text + "] can't be read as declared")
                    .hasMessageEndingWith(
                            ": "
                                    + (cause.getMessage() == null
                                            ? cause.getClass().getSimpleName()
                                            : cause.getMessage()))
                    .cause()
                    .hasSameClassAs(cause);
            return;
        }
        reading.read();
        EncodedRow row = reading.row();
        RowCodec codec = RowCodec.of(shape.emitted());
        byte[] bytes = codec.encode(expected.get());
        assertThat(row.toBytes()).as("id %s: %s", text, expected.get()).isEqualTo(bytes);
        assertThat(codec.encode(row)).as("decoded and encoded again").isEqualTo(bytes);
        for (int field = 0; field < shape.emitted().getFieldCount(); field++) {
            Object value =
                    RowData.createFieldGetter(shape.emitted().getTypeAt(field), field)
                            .getFieldOrNull(row);
            assertThat(value).isEqualTo(expected.get().getField(field));
        }
    }

    private static GenericRowData byDriver(RowShape shape, ResultSet result) throws Exception {
        GenericRowData row = new GenericRowData(shape.emitted().getFieldCount());
        for (int field = 0; field < row.getArity(); field++) {
            ColumnReader reader = shape.selected().get(field).reader();
            Object fetched = reader.fetch().from(result, field + 1);
            row.setField(field, fetched == null ? null : reader.convert().apply(fetched));
        }
        return row;
    }
}
