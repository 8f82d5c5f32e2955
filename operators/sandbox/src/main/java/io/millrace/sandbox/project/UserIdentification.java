/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

/** Which identifier of a user is unique; chosen when the project is created. */
public enum UserIdentification {
    /** The email is unique, the userId may repeat. */
    EMAIL,
    /** The userId is unique, the email may repeat. */
    USER_ID,
    /** Both are unique where present, and one of them is enough. */
    HYBRID
}
