/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping.field;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Writes one field with its name into an object that is open, or omits the field. */
@FunctionalInterface
interface FieldWriter {

    /**
     * @throws UnmappableException if the row has a value that the field can't hold
     */
    void write(SyncRow row, JsonGenerator json) throws IOException;
}
