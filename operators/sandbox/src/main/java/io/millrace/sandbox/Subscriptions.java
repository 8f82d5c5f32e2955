/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import java.util.Set;
import java.util.TreeSet;

/** What one user is subscribed to and unsubscribed from, lists aside. */
final class Subscriptions {

    final Set<Long> unsubscribedChannelIds = new TreeSet<>();
    final Set<Long> unsubscribedMessageTypeIds = new TreeSet<>();
    final Set<Long> subscribedMessageTypeIds = new TreeSet<>();
}
