/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.calls;

import io.millrace.sandbox.project.TypeClash;

/**
 * How rows are written to profiles.
 *
 * @param createNewFields false drops fields that the project does not have
 * @param createUsers false refuses rows of unknown users
 * @param clash what a value of the wrong type refuses
 * @param reportNotFound whether a row of an unknown user is listed as not found, or as invalid
 */
public record WriteMode(
        boolean createNewFields, boolean createUsers, TypeClash clash, boolean reportNotFound) {

    /** A call of one user, refused as a whole. */
    public static WriteMode single(boolean createNewFields) {
        return new WriteMode(createNewFields, true, TypeClash.REFUSES_THE_BATCH, true);
    }
}
