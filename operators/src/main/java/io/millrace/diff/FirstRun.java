/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.diff;

/** What the first complete run of a state does with its rows. */
public enum FirstRun {
    /** Each row is added. */
    SEND("send"),
    /** The rows become the baseline that later runs are compared with; none is added. */
    ADOPT("adopt");

    private final String spelling;

    FirstRun(String spelling) {
        this.spelling = spelling;
    }

    public String spelling() {
        return spelling;
    }
}
