/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

/**
 * How the project treats fields.
 *
 * @param createNewFields the project's default, for requests without {@code createNewFields}
 * @param clash what a value of the wrong type refuses
 * @param nullRemovesField whether a null removes the field from a profile; else it is ignored
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
