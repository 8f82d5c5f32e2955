/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PackedOperationTest {

    private static final String BODY = "{\"email\":\"ä@b.c\",\"dataFields\":{\"n\":1}}";

    @ParameterizedTest
    @EnumSource(OperationKind.class)
    void whatIsPackedIsUnpackedAgain(OperationKind kind) {
        Operation operation = operation(kind, BODY, "");

        assertSame(operation);
        assertSame(operation.amending());
        assertSame(operation.removing());
        assertSame(operation(kind, "", "the column 'näme' is null"));
    }

    @Test
    void anOperationIsFoundBehindAnotherOne() {
        byte[] first = PackedOperation.pack(operation(OperationKind.WITHDRAW, "", "")).toBytes();
        byte[] second =
                PackedOperation.pack(operation(OperationKind.TRACK_EVENT, BODY, "")).toBytes();
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);

        int start = PackedOperation.at(both, 0).end();
        PackedOperation found = PackedOperation.at(both, start);

        assertThat(found.end()).isEqualTo(both.length);
        assertThat(found.size()).isEqualTo(second.length);
        assertThat(found.toBytes()).isEqualTo(second);
        assertThat(unpacked(found.detached()))
                .usingRecursiveComparison()
                .isEqualTo(operation(OperationKind.TRACK_EVENT, BODY, ""));
    }

    @Test
    void targetsAreComparedWithoutBeingDecoded() {
        PackedOperation list = PackedOperation.pack(toTarget("42"));
        PackedOperation same = PackedOperation.pack(toTarget("42"));
        PackedOperation other = PackedOperation.pack(toTarget("4"));

        assertThat(list.hasTarget("42".getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(list.hasTarget("4".getBytes(StandardCharsets.UTF_8))).isFalse();
        assertThat(list.hasTarget(new byte[0])).isFalse();
        assertThat(list.targetHash()).isEqualTo(same.targetHash()).isNotEqualTo(other.targetHash());
    }

    private static Operation toTarget(String target) {
        return new Operation(
                OperationKind.ADD_TO_LIST, 1, 2, 3, 4, "id=1", "a@b", target, new byte[0], "");
    }

    /** The layout is state: a release must read what the one before it has written. */
    @Test
    void theBytesStayAsTheyAre() {
        Operation operation =
                new Operation(
                        OperationKind.ADD_TO_LIST,
                        7,
                        0x0102030405060708L,
                        0x1112131415161718L,
                        0x2122232425262728L,
                        "id=1",
                        "a@b",
                        "42",
                        "{}".getBytes(StandardCharsets.UTF_8),
                        "");

        assertThat(HexFormat.of().formatHex(PackedOperation.pack(operation.amending()).toBytes()))
                .isEqualTo(
                        "00000035"
                                + "0e01"
                                + "0102030405060708"
                                + "1112131415161718"
                                + "2122232425262728"
                                + "00000003614062"
                                + "0000000469643d31"
                                + "000000023432"
                                + "7b7d");
    }

    private static void assertSame(Operation operation) {
        PackedOperation packed = PackedOperation.pack(operation);

        assertThat(unpacked(packed)).usingRecursiveComparison().isEqualTo(operation);
        assertThat(packed.isFaulty()).isEqualTo(!operation.fault().isEmpty());
    }

    private static Operation operation(OperationKind kind, String body, String fault) {
        return new Operation(
                kind,
                5,
                -1,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                "id=ü",
                "ä@b.c",
                "messageType/17",
                body.getBytes(StandardCharsets.UTF_8),
                fault);
    }

    private static Operation unpacked(PackedOperation packed) {
        return new Operation(
                packed.kind(),
                5,
                packed.keyHigh(),
                packed.keyLow(),
                packed.route(),
                packed.key(),
                packed.identifier(),
                packed.target(),
                packed.body(),
                packed.fault(),
                packed.amends(),
                packed.removal());
    }
}
