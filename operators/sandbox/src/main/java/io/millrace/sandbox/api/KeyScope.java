/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.api;

/** Which kinds of key may make a call. */
public enum KeyScope {
    ANY_SERVER_SIDE,
    SERVER,
    SERVER_OR_CLIENT,
    CLIENT;

    public boolean admits(KeyKind key) {
        return switch (key) {
            case SERVER_SIDE -> this != CLIENT;
            case READ_ONLY -> this == ANY_SERVER_SIDE;
            case MOBILE -> this == CLIENT || this == SERVER_OR_CLIENT;
        };
    }
}
