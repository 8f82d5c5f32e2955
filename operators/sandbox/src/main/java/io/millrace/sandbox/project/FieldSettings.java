/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

/**
 * How the project treats fields.
 *
 * @param createNewFields the project's default where a request does not say
 * @param clash what becomes of a batch in which one value has the wrong type
 * @param nullRemovesField whether a null takes the field off a profile, or is ignored
 * @param maximumUserFields unique user fields, nested paths included
 * @param maximumEventFields unique event fields over all event names
 */
public record FieldSettings(
        boolean createNewFields,
        TypeClash clash,
        boolean nullRemovesField,
        int maximumUserFields,
        int maximumEventFields) {

    public static FieldSettings documented() {
        return new FieldSettings(true, TypeClash.REFUSES_THE_ROW, true, 1_000, 8_000);
    }

    public FieldSettings withCreateNewFields(boolean value) {
        return new FieldSettings(
                value, clash, nullRemovesField, maximumUserFields, maximumEventFields);
    }

    public FieldSettings withClash(TypeClash value) {
        return new FieldSettings(
                createNewFields, value, nullRemovesField, maximumUserFields, maximumEventFields);
    }

    public FieldSettings withNullRemovesField(boolean value) {
        return new FieldSettings(
                createNewFields, clash, value, maximumUserFields, maximumEventFields);
    }

    public FieldSettings withMaximumUserFields(int value) {
        return new FieldSettings(
                createNewFields, clash, nullRemovesField, value, maximumEventFields);
    }

    public FieldSettings withMaximumEventFields(int value) {
        return new FieldSettings(
                createNewFields, clash, nullRemovesField, maximumUserFields, value);
    }
}
