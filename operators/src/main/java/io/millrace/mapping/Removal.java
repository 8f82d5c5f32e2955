/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

/** What a removed row does to the data in Iterable that it wrote. */
public enum Removal {
    /** The data stays unchanged. */
    NOTHING,
    /** The written fields or the membership are removed; the user or item stays. */
    CLEAR,
    /** The user or item is deleted. */
    DELETE
}
