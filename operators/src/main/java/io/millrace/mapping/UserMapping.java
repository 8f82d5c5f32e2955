/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import java.io.Serializable;

/**
 * How a row becomes a user of Iterable.
 *
 * @param dataFields the profile fields to write
 * @param nulls what a null column does to its field
 * @param mergeNestedObjects true to merge nested objects one level deep, false to replace them
 * @param preferUserId email-based projects, users matched by userId: true creates the unknown ones
 */
public record UserMapping(
        FieldValue.Nested dataFields,
        NullPolicy nulls,
        boolean mergeNestedObjects,
        boolean preferUserId)
        implements Serializable {}
