/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OperationPackerTest {

    private static final int GROUPS = 16;

    private final KeyGroups groups = new KeyGroups(GROUPS);
    private final List<OperationChunk> chunks = new ArrayList<>();
    private final OperationPacker packer = new OperationPacker(groups, chunks::add);

    @Test
    void aKeyStandsForEachGroup() {
        assertThat(IntStream.range(0, GROUPS).map(group -> groups.group(groups.key(group))))
                .containsExactlyElementsOf(IntStream.range(0, GROUPS).boxed().toList());
    }

    @Test
    void operationsComeByKeyGroupInTheirOrder() {
        for (int row = 0; row < 10_000; row++) {
            packer.add(operation(OperationKind.UPSERT_USER, 1, row, 100));
        }
        packer.flush();

        List<Long> last = new ArrayList<>();
        IntStream.range(0, GROUPS).forEach(group -> last.add(-1L));
        int found = 0;
        for (OperationChunk chunk : chunks) {
            byte[] bytes = OperationChunk.operations(chunk.compressed());
            assertThat(bytes).hasSizeLessThanOrEqualTo(OperationPacker.CHUNK_BYTES);
            assertThat(chunk.plain()).isTrue();
            assertThat(chunk.requests()).isEqualTo(chunk.operations());
            int group = groups.group(chunk.key());
            int start = 0;
            for (int index = 0; index < chunk.operations(); index++) {
                PackedOperation operation = PackedOperation.at(bytes, start);
                start = operation.end();
                assertThat(groups.group(operation.route())).isEqualTo(group);
                assertThat(operation.keyLow()).isGreaterThan(last.get(group));
                last.set(group, operation.keyLow());
                found++;
            }
            assertThat(start).isEqualTo(bytes.length);
        }
        assertThat(found).isEqualTo(10_000);
    }

    @Test
    void aChunkIsOfOneRun() {
        packer.add(operation(OperationKind.UPSERT_USER, 1, 7, 10));
        packer.add(operation(OperationKind.UPSERT_USER, 2, 7, 10));
        packer.flush();

        assertThat(chunks).extracting(OperationChunk::run).containsExactly(1L, 2L);
    }

    @Test
    void whatConcernsOtherOperationsIsNotPlain() {
        packer.add(operation(OperationKind.WITHDRAW, 1, 7, 0));
        packer.flush();
        packer.add(operation(OperationKind.SEND_EMAIL, 1, 7, 10).amending());
        packer.flush();
        packer.add(operation(OperationKind.DELETE_USER, 1, 7, 10).removing());
        packer.flush();

        assertThat(chunks).extracting(OperationChunk::plain).containsExactly(false, false, false);
        assertThat(chunks).extracting(OperationChunk::requests).containsExactly(0, 0, 1);
    }

    @Test
    void anOperationLargerThanAChunkIsOneOfItsOwn() {
        packer.add(operation(OperationKind.UPSERT_USER, 1, 7, 10));
        packer.add(operation(OperationKind.UPSERT_USER, 1, 7, 3 * OperationPacker.CHUNK_BYTES));
        packer.add(operation(OperationKind.UPSERT_USER, 1, 7, 10));
        packer.flush();

        assertThat(chunks).extracting(OperationChunk::operations).containsExactly(1, 1, 1);
    }

    @Test
    void nothingIsHeldBeyondAFewMegabytes() {
        KeyGroups many = new KeyGroups(512);
        OperationPacker wide = new OperationPacker(many, chunks::add);
        long added = 0;
        for (int row = 0; row < 100_000; row++) {
            Operation operation = operation(OperationKind.UPSERT_USER, 1, row, 200);
            added += PackedOperation.pack(operation).size();
            wide.add(operation);
            if (row % 1_000 != 0) {
                continue;
            }
            long gone =
                    chunks.stream()
                            .mapToLong(
                                    chunk -> OperationChunk.operations(chunk.compressed()).length)
                            .sum();
            assertThat(added - gone).isLessThanOrEqualTo(OperationPacker.MAX_BYTES);
        }
        assertThat(chunks).isNotEmpty();
    }

    private static Operation operation(OperationKind kind, long run, long row, int bytes) {
        return new Operation(
                kind, run, row, row, row * 31, "id=" + row, "u", "", new byte[bytes], "");
    }
}
