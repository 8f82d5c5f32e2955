/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.snapshot.files.format;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/**
 * Reads single values. Numbers and texts are converted by {@link TextValue}, as strictly as in CSV.
 */
final class ParquetScalar {

    private static final int NANOS_OF_MILLISECOND = 1_000_000;

    private ParquetScalar() {}

    static ParquetValue of(PrimitiveType type, LogicalType declared)
            throws UnreadableTypeException {
        return switch (declared.getTypeRoot()) {
            case CHAR, VARCHAR -> text(type, TextValue.of(declared));
            case BOOLEAN ->
                    when(
                            type.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.BOOLEAN,
                            Group::getBoolean,
                            type);
            case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL -> exact(type, TextValue.of(declared));
            case FLOAT ->
                    when(
                            type.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.FLOAT,
                            Group::getFloat,
                            type);
            case DOUBLE -> floating(type, TextValue.of(declared));
            case DATE ->
                    when(
                            type.getLogicalTypeAnnotation() instanceof DateLogicalTypeAnnotation,
                            Group::getInteger,
                            type);
            case TIME_WITHOUT_TIME_ZONE -> time(type);
            case TIMESTAMP_WITHOUT_TIME_ZONE -> moment(type, false);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> moment(type, true);
            default -> throw unreadable(type);
        };
    }

    private static ParquetValue when(boolean fits, ParquetValue value, PrimitiveType type)
            throws UnreadableTypeException {
        if (!fits) {
            throw unreadable(type);
        }
        return value;
    }

    private static UnreadableTypeException unreadable(PrimitiveType type) {
        return new UnreadableTypeException("the file has " + type + " there");
    }

    private static ParquetValue exact(PrimitiveType type, TextValue value)
            throws UnreadableTypeException {
        ParquetValue number = number(type).orElseThrow(() -> unreadable(type));
        return (group, field, index) -> value.of(number.of(group, field, index).toString());
    }

    private static ParquetValue floating(PrimitiveType type, TextValue value)
            throws UnreadableTypeException {
        return switch (type.getPrimitiveTypeName()) {
            case DOUBLE -> Group::getDouble;
            case FLOAT -> (group, field, index) -> (double) group.getFloat(field, index);
            default -> exact(type, value);
        };
    }

    /** Returns a reader of values whose text is the number; empty if the type is not a number. */
    private static Optional<ParquetValue> number(PrimitiveType type) {
        LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
        if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
            return Optional.of(decimal(type, decimal.getScale()));
        }
        boolean whole = annotation == null || annotation instanceof IntLogicalTypeAnnotation;
        boolean unsigned =
                annotation instanceof IntLogicalTypeAnnotation integer && !integer.isSigned();
        if (!whole) {
            return Optional.empty();
        }
        return switch (type.getPrimitiveTypeName()) {
            case INT32 ->
                    Optional.of(
                            (group, field, index) -> {
                                int value = group.getInteger(field, index);
                                return unsigned ? Integer.toUnsignedString(value) : value;
                            });
            case INT64 ->
                    Optional.of(
                            (group, field, index) -> {
                                long value = group.getLong(field, index);
                                return unsigned ? Long.toUnsignedString(value) : value;
                            });
            default -> Optional.empty();
        };
    }

    private static ParquetValue decimal(PrimitiveType type, int scale) {
        return switch (type.getPrimitiveTypeName()) {
            case INT32 ->
                    (group, field, index) ->
                            BigDecimal.valueOf(group.getInteger(field, index), scale)
                                    .toPlainString();
            case INT64 ->
                    (group, field, index) ->
                            BigDecimal.valueOf(group.getLong(field, index), scale).toPlainString();
            default ->
                    (group, field, index) ->
                            new BigDecimal(
                                            new BigInteger(
                                                    group.getBinary(field, index).getBytes()),
                                            scale)
                                    .toPlainString();
        };
    }

    private static ParquetValue text(PrimitiveType type, TextValue value)
            throws UnreadableTypeException {
        if (type.getLogicalTypeAnnotation() instanceof UUIDLogicalTypeAnnotation) {
            return (group, field, index) -> {
                ByteBuffer bytes = group.getBinary(field, index).toByteBuffer();
                return value.of(new UUID(bytes.getLong(), bytes.getLong()).toString());
            };
        }
        boolean binary =
                type.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.BINARY
                        && !(type.getLogicalTypeAnnotation()
                                instanceof DecimalLogicalTypeAnnotation);
        if (!binary) {
            return exact(type, value);
        }
        return (group, field, index) -> value.of(utf8(group.getBinary(field, index)));
    }

    private static String utf8(Binary binary) throws UnreadableValueException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(binary.toByteBuffer()).toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableValueException(binary.length() + " bytes", "are not text in UTF-8");
        }
    }

    private static ParquetValue time(PrimitiveType type) throws UnreadableTypeException {
        if (!(type.getLogicalTypeAnnotation() instanceof TimeLogicalTypeAnnotation time)) {
            throw unreadable(type);
        }
        if (time.getUnit() == TimeUnit.MILLIS) {
            return Group::getInteger;
        }
        long fraction = time.getUnit() == TimeUnit.MICROS ? 1_000 : NANOS_OF_MILLISECOND;
        return (group, field, index) -> {
            long value = group.getLong(field, index);
            if (value % fraction != 0) {
                throw new UnreadableValueException(
                        Long.toString(value), "is finer than a millisecond");
            }
            return (int) (value / fraction);
        };
    }

    /** The file's type must have a time zone exactly if the declared type has one. */
    private static ParquetValue moment(PrimitiveType type, boolean zoned)
            throws UnreadableTypeException {
        if (!(type.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation moment)) {
            throw unreadable(type);
        }
        if (moment.isAdjustedToUTC() != zoned) {
            throw new UnreadableTypeException(
                    "the file has timestamps "
                            + (zoned ? "without" : "with")
                            + " a time zone there; declare "
                            + (zoned ? "TIMESTAMP(6)" : "TIMESTAMP_LTZ(6)"));
        }
        long second =
                switch (moment.getUnit()) {
                    case MILLIS -> 1_000L;
                    case MICROS -> 1_000_000L;
                    case NANOS -> 1_000_000_000L;
                };
        long millisecond = second / 1_000;
        return (group, field, index) -> {
            long value = group.getLong(field, index);
            return TimestampData.fromEpochMillis(
                    Math.floorDiv(value, millisecond),
                    (int)
                            (Math.floorMod(value, millisecond)
                                    * (NANOS_OF_MILLISECOND / millisecond)));
        };
    }
}
