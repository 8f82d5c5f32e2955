/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextValueTest {

    private static Object read(DataType type, String text) throws UnreadableValueException {
        return TextValue.of(type.getLogicalType()).of(text);
    }

    private static void refuses(DataType type, String text, String reason) {
        assertThatThrownBy(() -> read(type, text))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessage("'" + text + "' " + reason);
    }

    @Test
    void wholeNumbersAreExact() throws Exception {
        assertThat(read(DataTypes.TINYINT(), "-128")).isEqualTo((byte) -128);
        assertThat(read(DataTypes.SMALLINT(), " 32767 ")).isEqualTo((short) 32767);
        assertThat(read(DataTypes.INT(), "+7")).isEqualTo(7);
        assertThat(read(DataTypes.INT(), "12.0")).isEqualTo(12);
        assertThat(read(DataTypes.BIGINT(), "9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(read(DataTypes.BIGINT(), "1e3")).isEqualTo(1000L);
    }

    @Test
    void wholeNumbersOutOfRangeAreRefused() {
        refuses(DataTypes.TINYINT(), "128", "is not a whole number from -128 to 127");
        refuses(DataTypes.INT(), "1.5", "is not a whole number from -2147483648 to 2147483647");
        refuses(
                DataTypes.BIGINT(),
                "9223372036854775808",
                "is not a whole number from -9223372036854775808 to 9223372036854775807");
        refuses(
                DataTypes.BIGINT(),
                "1e9999",
                "is not a whole number from -9223372036854775808 to 9223372036854775807");
        refuses(DataTypes.INT(), "1,000", "is not a number");
        refuses(DataTypes.INT(), "0x1F", "is not a number");
        refuses(DataTypes.INT(), "٣", "is not a number");
    }

    @Test
    void decimalsAreNeverRounded() throws Exception {
        DataType type = DataTypes.DECIMAL(6, 2);

        assertThat(read(type, "1234.5")).isEqualTo(DecimalData.fromUnscaledLong(123450, 6, 2));
        assertThat(read(type, "-0.10000")).isEqualTo(DecimalData.fromUnscaledLong(-10, 6, 2));
        refuses(type, "1.005", "has more than 4 digits before the point or 2 after it");
        refuses(type, "12345", "has more than 4 digits before the point or 2 after it");
        refuses(type, "1e9999", "has more than 4 digits before the point or 2 after it");
        refuses(type, "12 EUR", "is not a number");
    }

    @Test
    void wholeNumbersStayExactAsFloatingNumbers() throws Exception {
        assertThat(read(DataTypes.DOUBLE(), "0.1")).isEqualTo(0.1);
        assertThat(read(DataTypes.DOUBLE(), "0.10000000000000001")).isEqualTo(0.1);
        assertThat(read(DataTypes.DOUBLE(), "9007199254740992")).isEqualTo(9007199254740992.0);
        assertThat(read(DataTypes.DOUBLE(), "NaN")).isEqualTo(Double.NaN);
        assertThat(read(DataTypes.FLOAT(), "2.5e-3")).isEqualTo(0.0025f);
        refuses(
                DataTypes.DOUBLE(),
                "9007199254740993",
                "has more digits than the type holds; declare BIGINT or DECIMAL");
        refuses(
                DataTypes.FLOAT(),
                "16777217",
                "has more digits than the type holds; declare BIGINT or DECIMAL");
        refuses(DataTypes.DOUBLE(), "1e400", "is too large");
        refuses(DataTypes.FLOAT(), "1e39", "is too large");
        refuses(DataTypes.DOUBLE(), "1d", "is not a number");
    }

    @ParameterizedTest
    @CsvSource({"true,true", "T,true", "1,true", "Yes,true", "FALSE,false", "0,false", "n,false"})
    void truthValues(String text, boolean value) throws Exception {
        assertThat(read(DataTypes.BOOLEAN(), text)).isEqualTo(value);
    }

    @Test
    void anUnknownWordIsNoTruthValue() {
        refuses(DataTypes.BOOLEAN(), "2", "is neither true nor false");
        refuses(DataTypes.BOOLEAN(), "ja", "is neither true nor false");
    }

    @Test
    void textsAreUnchanged() throws Exception {
        assertThat(read(DataTypes.STRING(), " a ")).isEqualTo(StringData.fromString(" a "));
        assertThat(read(DataTypes.VARCHAR(2), "\uD83D\uDE00x"))
                .isEqualTo(StringData.fromString("\uD83D\uDE00x"));
        refuses(DataTypes.VARCHAR(2), "abc", "has more than 2 characters");
    }

    @Test
    void datesAndTimesMustExist() throws Exception {
        assertThat(read(DataTypes.DATE(), "1970-01-02")).isEqualTo(1);
        assertThat(read(DataTypes.TIME(3), "00:00:01.5")).isEqualTo(1500);
        assertThat(read(DataTypes.TIME(), "23:59")).isEqualTo((23 * 60 + 59) * 60_000);
        refuses(DataTypes.DATE(), "2026-02-29", "is not a date such as 2026-11-30");
        refuses(DataTypes.DATE(), "11/30/2026", "is not a date such as 2026-11-30");
        refuses(DataTypes.TIME(), "24:00:00", "is not a time of day such as 17:05:00.123");
        refuses(DataTypes.TIME(), "00:00:00.0001", "is finer than a millisecond");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-30 17:05:01.123456789", "2026-11-30T17:05:01.123456789"})
    void timestampsKeepTheirFraction(String text) throws Exception {
        assertThat(read(DataTypes.TIMESTAMP(6), text))
                .isEqualTo(
                        TimestampData.fromLocalDateTime(
                                LocalDateTime.of(2026, 11, 30, 17, 5, 1, 123_456_789)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T02:00:00+02:00",
                "1970-01-01 02:00:00+02",
                "1970-01-01 05:30+0530",
                "1970-01-01 00:00:00 UTC",
                "1970-01-01T00:00:00.000Z"
            })
    void instantsHaveATimeZone(String text) throws Exception {
        assertThat(read(DataTypes.TIMESTAMP_LTZ(3), text))
                .isEqualTo(TimestampData.fromEpochMillis(0));
    }

    @Test
    void aTimeZoneIsNeitherDroppedNorInvented() {
        refuses(
                DataTypes.TIMESTAMP(3),
                "2026-11-30T17:05:00Z",
                "has a time zone; declare TIMESTAMP_LTZ(6)");
        refuses(
                DataTypes.TIMESTAMP_LTZ(3),
                "2026-11-30 17:05:00",
                "has no time zone such as Z or +02:00; declare TIMESTAMP(6)");
        refuses(
                DataTypes.TIMESTAMP(3),
                "1732986300",
                "is not a date and time such as 2026-11-30 17:05:00.123");
        refuses(
                DataTypes.TIMESTAMP(3),
                "2026-02-30 17:05:00",
                "is no date and time of the calendar");
        refuses(DataTypes.TIMESTAMP_LTZ(3), "2026-02-03 17:05+99", "has no such time zone");
    }

    @Test
    void aLongValueIsShortenedInItsMessage() {
        assertThatThrownBy(() -> read(DataTypes.INT(), "x".repeat(500)))
                .hasMessage("'" + "x".repeat(100) + "...' is not a number");
    }
}
