/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.row;

/**
 * The tags of encoded values: the first byte of a value says what kind of payload follows. Tags are
 * part of the stable layout of {@link RowCodec}; they never change their meaning.
 */
final class ValueTag {

    static final byte NULL = 0;
    static final byte BOOLEAN = 1;
    static final byte INTEGER = 2;
    static final byte FLOAT = 3;
    static final byte DOUBLE = 4;
    static final byte DECIMAL = 5;
    static final byte STRING = 6;
    static final byte BYTES = 7;
    static final byte DATE = 9;
    static final byte TIME = 10;
    static final byte TIMESTAMP = 11;
    static final byte INSTANT = 12;
    static final byte ARRAY = 13;
    static final byte MAP = 14;
    static final byte ROW = 15;

    /** Replaces a value that its column's type can't hold: a text with the value and the reason. */
    static final byte UNREADABLE = 16;

    private ValueTag() {}
}
