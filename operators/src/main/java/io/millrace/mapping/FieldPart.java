/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Writes one field of an object that is open, its name included, or leaves it out. */
@FunctionalInterface
interface FieldPart {

    /**
     * @throws UnmappableException if the row has a value the field can't hold
     */
    void write(SyncRow row, JsonGenerator json) throws IOException;
}
