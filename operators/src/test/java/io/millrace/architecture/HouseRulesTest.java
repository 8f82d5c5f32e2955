/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.architecture;

import io.millrace.testing.HouseRules;

/**
 * Subtasks of one process share the rate limits and the daily quotas of a project; the identities
 * in hand share one empty queue, to which nothing is added.
 */
class HouseRulesTest extends HouseRules {

    HouseRulesTest() {
        super("SubtaskRateLimiters.SHARED", "SubtaskDailyQuotas.SHARED", "IdentityQueues.EMPTY");
    }
}
