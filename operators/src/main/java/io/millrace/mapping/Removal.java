/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

/** What becomes of the thing in Iterable when its row leaves the model. */
public enum Removal {
    /** It stays as it is. */
    NOTHING,
    /** What the sync wrote is emptied; the thing itself stays. */
    CLEAR,
    /** It is deleted. */
    DELETE
}
