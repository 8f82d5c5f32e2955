/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job.plan;

import io.millrace.job.definition.problem.Secret;

/** How to open the ledger over JDBC; user and password may be empty texts. */
public record LedgerPlan(String url, String user, Secret password) {

    /** Without the URL: it may hold a password of its own. */
    @Override
    public String toString() {
        return "LedgerPlan[user=" + user + "]";
    }
}
