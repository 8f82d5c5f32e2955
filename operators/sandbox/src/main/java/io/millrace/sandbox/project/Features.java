/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

/**
 * The features that Iterable's staff enable for a project.
 *
 * @param subscriptionsApi the incremental subscriptions API; 404 without it
 * @param catalogs the catalogs add-on; 404 without it
 * @param optInMessageTypes whether {@code subscribedMessageTypeIds} may be written
 * @param updateOnly whether bulkUpdate honours the undocumented {@code updateOnly}
 */
public record Features(
        boolean subscriptionsApi, boolean catalogs, boolean optInMessageTypes, boolean updateOnly) {

    public static Features all() {
        return new Features(true, true, true, true);
    }

    public static Features none() {
        return new Features(false, false, false, false);
    }
}
