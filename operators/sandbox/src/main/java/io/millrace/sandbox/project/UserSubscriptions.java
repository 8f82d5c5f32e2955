/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.project;

import java.util.Set;
import java.util.TreeSet;

/** The subscriptions of one user, without lists. */
public final class UserSubscriptions {

    public final Set<Long> unsubscribedChannelIds = new TreeSet<>();
    public final Set<Long> unsubscribedMessageTypeIds = new TreeSet<>();
    public final Set<Long> subscribedMessageTypeIds = new TreeSet<>();
}
