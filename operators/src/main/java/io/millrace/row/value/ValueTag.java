/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row.value;

import io.millrace.row.RowCodec;

/**
 * The tags of encoded values: the first byte of a value says what kind of payload follows. Tags are
 * part of the stable layout of {@link RowCodec}; they never change their meaning.
 */
public final class ValueTag {

    public static final byte NULL = 0;
    public static final byte BOOLEAN = 1;
    public static final byte INTEGER = 2;
    public static final byte FLOAT = 3;
    public static final byte DOUBLE = 4;
    public static final byte DECIMAL = 5;
    public static final byte STRING = 6;
    public static final byte BYTES = 7;
    public static final byte DATE = 9;
    public static final byte TIME = 10;
    public static final byte TIMESTAMP = 11;
    public static final byte INSTANT = 12;
    public static final byte ARRAY = 13;
    public static final byte MAP = 14;
    public static final byte ROW = 15;

    /** Replaces a value that its column's type can't hold: a text with the value and the reason. */
    public static final byte UNREADABLE = 16;

    private ValueTag() {}
}
