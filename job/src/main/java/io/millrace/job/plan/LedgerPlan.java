/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.job.definition.problem.Secret;

/** How to open the ledger over JDBC. User and password may be empty. */
public record LedgerPlan(String url, String user, Secret password) {

    /** Leaves out the URL, which may contain a password. */
    @Override
    public String toString() {
        return "LedgerPlan[user=" + user + "]";
    }
}
