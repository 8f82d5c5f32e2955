/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.api;

/** The API keys of every sandbox; others are refused. */
public final class ApiKeys {

    /** A server-side key: all calls except those only a device makes. */
    public static final String SERVER = "5a4db0c5e4f3d2b1a098765432server";

    /** A second server-side key, such as the one that replaces the first. */
    public static final String SECOND_SERVER = "5a4db0c5e4f3d2b1a0987654server02";

    /** A read-only key: channels, message types, lists, list sizes and getFields. */
    public static final String READ_ONLY = "5a4db0c5e4f3d2b1a0987654readonly";

    /** A mobile key: calls of a device, and what an app may do for its own user. */
    public static final String MOBILE = "5a4db0c5e4f3d2b1a098765432mobile";

    private ApiKeys() {}
}
