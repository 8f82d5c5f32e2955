/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.warehouse;

import static io.millrace.snapshot.warehouse.PostgresFixture.columns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.snapshot.warehouse.range.KeyRange;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.TimeZone;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnTypesITCase {

    @RegisterExtension static final PostgresFixture POSTGRES = new PostgresFixture();

    private static RowData one(String expression, DataType type) {
        WarehouseTable table =
                POSTGRES.table(
                        columns("v", type), List.of(), "query", "SELECT " + expression + " AS v");
        return Reading.rows(table, KeyRange.whole()).get(0).record();
    }

    @Test
    void numbersKeepTheirExtremes() {
        assertThat(one("true", DataTypes.BOOLEAN()).getBoolean(0)).isTrue();
        assertThat(one("(-128)::int2", DataTypes.TINYINT()).getByte(0)).isEqualTo((byte) -128);
        assertThat(one("32767::int2", DataTypes.SMALLINT()).getShort(0)).isEqualTo((short) 32767);
        assertThat(one("(-2147483648)::int4", DataTypes.INT()).getInt(0))
                .isEqualTo(Integer.MIN_VALUE);
        assertThat(one("(-9223372036854775808)::int8", DataTypes.BIGINT()).getLong(0))
                .isEqualTo(Long.MIN_VALUE);
        assertThat(one("9223372036854775807::numeric(38,0)", DataTypes.BIGINT()).getLong(0))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(one("3.4028235e38::float4", DataTypes.FLOAT()).getFloat(0))
                .isEqualTo(Float.MAX_VALUE);
        assertThat(one("'NaN'::float8", DataTypes.DOUBLE()).getDouble(0)).isNaN();
        assertThat(one("5e-324::float8", DataTypes.DOUBLE()).getDouble(0))
                .isEqualTo(Double.MIN_VALUE);
        assertThat(one("2.5::numeric", DataTypes.DOUBLE()).getDouble(0)).isEqualTo(2.5);
    }

    @Test
    void decimalsAreExact() {
        String digits = "12345678901234567890.123456789012345678";
        assertThat(
                        one(digits + "::numeric", DataTypes.DECIMAL(38, 18))
                                .getDecimal(0, 38, 18)
                                .toBigDecimal())
                .isEqualTo(new BigDecimal(digits));
        assertThatThrownBy(() -> one("0.125::numeric", DataTypes.DECIMAL(10, 2)))
                .isInstanceOf(WarehouseException.class)
                .hasMessageContaining("'v'");
    }

    @Test
    void textTypesAreReadAsStrings() throws Exception {
        POSTGRES.run("CREATE TYPE \"Mood\" AS ENUM ('sad', 'glad')");
        String uuid = "123e4567-e89b-12d3-a456-426614174000";
        assertThat(text("'" + uuid + "'::uuid")).isEqualTo(uuid);
        assertThat(text("'{\"a\": 1}'::jsonb")).isEqualTo("{\"a\": 1}");
        assertThat(text("'{\"a\":1}'::json")).isEqualTo("{\"a\":1}");
        assertThat(text("'glad'::\"Mood\"")).isEqualTo("glad");
        assertThat(text("'\u00e9\ud83d\ude00'::text")).isEqualTo("\u00e9\ud83d\ude00");
        assertThat(text("''::varchar")).isEmpty();
        assertThat(text("1.50::numeric")).isEqualTo("1.50");
        assertThat(text("'1 day'::interval")).isEqualTo("1 day");
        assertThat(one("NULL::text", DataTypes.STRING()).isNullAt(0)).isTrue();
        assertThat(one("'\\x00ff'::bytea", DataTypes.BYTES()).getBinary(0))
                .containsExactly(0, 0xff);
    }

    private static String text(String expression) {
        return one(expression, DataTypes.STRING()).getString(0).toString();
    }

    @Test
    void dateAndTimeDoNotDependOnTheTimeZoneOfTheJvm() {
        TimeZone before = TimeZone.getDefault();
        try {
            for (String zone : List.of("Pacific/Apia", "Europe/Berlin", "America/New_York")) {
                TimeZone.setDefault(TimeZone.getTimeZone(zone));
                String gap = "2021-03-28 02:30:00.123456";
                LocalDateTime local = LocalDateTime.parse(gap.replace(' ', 'T'));
                Instant moment = Instant.parse("2021-03-28T02:30:00.123456Z");

                assertThat(
                                one("'" + gap + "'::timestamp", DataTypes.TIMESTAMP(6))
                                        .getTimestamp(0, 6)
                                        .toLocalDateTime())
                        .isEqualTo(local);
                assertThat(
                                one("'" + gap + "+00'::timestamptz", DataTypes.TIMESTAMP_LTZ(6))
                                        .getTimestamp(0, 6)
                                        .toInstant())
                        .isEqualTo(moment);
                assertThat(one("'1900-01-01'::date", DataTypes.DATE()).getInt(0))
                        .isEqualTo((int) LocalDate.of(1900, 1, 1).toEpochDay());
                assertThat(one("'23:59:59.999'::time", DataTypes.TIME(3)).getInt(0))
                        .isEqualTo(86_399_999);
                assertThat(
                                one(
                                                "ARRAY['" + gap + "+00'::timestamptz]",
                                                DataTypes.ARRAY(DataTypes.TIMESTAMP_LTZ(6)))
                                        .getArray(0)
                                        .getTimestamp(0, 6)
                                        .toInstant())
                        .isEqualTo(moment);
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void arraysNestAndHoldNulls() {
        assertThat(
                        one("ARRAY[1,2,3]::int8[]", DataTypes.ARRAY(DataTypes.BIGINT()))
                                .getArray(0)
                                .toLongArray())
                .containsExactly(1, 2, 3);
        RowData texts = one("ARRAY['a,\"b', NULL]", DataTypes.ARRAY(DataTypes.STRING()));
        assertThat(texts.getArray(0).getString(0)).hasToString("a,\"b");
        assertThat(texts.getArray(0).isNullAt(1)).isTrue();
        assertThat(
                        one("ARRAY[[1,2],[3,4]]", DataTypes.ARRAY(DataTypes.ARRAY(DataTypes.INT())))
                                .getArray(0)
                                .getArray(1)
                                .toIntArray())
                .containsExactly(3, 4);
        assertThat(one("'{}'::bool[]", DataTypes.ARRAY(DataTypes.BOOLEAN())).getArray(0).size())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'NaN'::numeric", "'infinity'::numeric"})
    void aValueThatIsNoNumberFailsWithColumnAndKey(String value) {
        WarehouseTable table =
                POSTGRES.table(
                        columns("id", DataTypes.INT(), "v", DataTypes.DECIMAL(10, 2)),
                        List.of("id"),
                        "query",
                        "SELECT 42 AS id, " + value + " AS v");

        assertThatThrownBy(() -> Reading.rows(table, KeyRange.whole()))
                .isInstanceOf(WarehouseException.class)
                .hasMessageContaining("'v'")
                .hasMessageContaining("[42]");
    }

    @ParameterizedTest
    @CsvSource({"date", "timestamp", "timestamptz"})
    void infinityIsReadAsTheFirstOrLastDay(String type) {
        DataType declared =
                switch (type) {
                    case "date" -> DataTypes.DATE();
                    case "timestamp" -> DataTypes.TIMESTAMP(6);
                    default -> DataTypes.TIMESTAMP_LTZ(6);
                };

        assertThat(epochDay(one("'infinity'::" + type, declared), type))
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(epochDay(one("'-infinity'::" + type, declared), type))
                .isEqualTo(Integer.MIN_VALUE);
        RowData array = one("ARRAY['infinity'::" + type + "]", DataTypes.ARRAY(declared));
        assertThat(
                        type.equals("date")
                                ? array.getArray(0).getInt(0)
                                : array.getArray(0).getTimestamp(0, 6).getMillisecond())
                .isEqualTo(
                        type.equals("date") ? Integer.MAX_VALUE : Integer.MAX_VALUE * 86_400_000L);
    }

    private static long epochDay(RowData row, String type) {
        return type.equals("date")
                ? row.getInt(0)
                : Math.floorDiv(row.getTimestamp(0, 6).getMillisecond(), 86_400_000L);
    }
}
