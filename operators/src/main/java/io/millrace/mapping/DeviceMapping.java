/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.mapping;

import io.millrace.row.RowLayout;

/**
 * How a row becomes a device of a user.
 *
 * @param token position of the token
 * @param platform APNS, APNS_SANDBOX or GCM
 * @param application name of the app as Iterable knows it
 * @param preferUserId as for users: whether unknown user ids are created in email-based projects
 */
public record DeviceMapping(
        int token,
        ValueSource platform,
        String application,
        boolean preferUserId,
        FieldValue.Nested dataFields)
        implements Mapping {

    @Override
    public RowMapper open(RowLayout layout) {
        return new DeviceMapper(this, layout);
    }
}
