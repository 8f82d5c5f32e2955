/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** The bytes of a former identity in state. */
class FormerIdentityTest {

    private static final FormerIdentity MOVE = new FormerIdentity(5, 1, 2, 3, new byte[] {7, 8});

    /** The class, then the fields by name, each after a byte for whether it is null. */
    private static final String BYTES =
            "02"
                    + "00"
                    + "000000020708"
                    + "00"
                    + "0000000000000001"
                    + "00"
                    + "0000000000000002"
                    + "00"
                    + "0000000000000003"
                    + "00"
                    + "0000000000000005";

    private final TypeSerializer<FormerIdentity> serializer = serializer();

    @Test
    void itsBytesArePinned() throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(MOVE, out);

        assertThat(HexFormat.of().formatHex(out.getCopyOfBuffer())).isEqualTo(BYTES);
    }

    @Test
    void aFormerIdentityIsReadAsItWasWritten() throws Exception {
        FormerIdentity read =
                serializer.deserialize(new DataInputDeserializer(HexFormat.of().parseHex(BYTES)));

        assertThat(read).usingRecursiveComparison().isEqualTo(MOVE);
    }

    private static TypeSerializer<FormerIdentity> serializer() {
        SerializerConfigImpl config = new SerializerConfigImpl();
        config.configure(
                new Configuration().set(PipelineOptions.GENERIC_TYPES, false),
                FormerIdentityTest.class.getClassLoader());
        TypeInformation<FormerIdentity> information = TypeInformation.of(FormerIdentity.class);
        assertThat(information).isInstanceOf(PojoTypeInfo.class);
        return information.createSerializer(config);
    }
}
