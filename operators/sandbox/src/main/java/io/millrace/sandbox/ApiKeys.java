/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

/** The keys of the sandbox project; any other key is refused. */
public final class ApiKeys {

    /** Reaches everything except the device-facing calls. */
    public static final String SERVER = "5a4db0c5e4f3d2b1a098765432server";

    /** A second key of the same kind, such as one that is to replace the first. */
    public static final String SECOND_SERVER = "5a4db0c5e4f3d2b1a0987654server02";

    /** Reaches channels, message types, lists, list sizes and getFields. */
    public static final String READ_ONLY = "5a4db0c5e4f3d2b1a0987654readonly";

    /** Reaches the device-facing calls and what a client may do for its own user. */
    public static final String MOBILE = "5a4db0c5e4f3d2b1a098765432mobile";

    private ApiKeys() {}
}
