/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.outbox.pending.DeliveryTally;

/**
 * What the outbox tells the report: news of one row, or counts of one subtask.
 *
 * @param run the run being delivered
 * @param subtask index of the outbox subtask that speaks
 * @param key of the news of a row: the primary key as a person reads it; else empty
 * @param identifier of the news of a row: the Iterable identifier; else empty
 * @param code ROW_REJECTED: a short stable code, such as {@code invalidEmails} or {@code
 *     RequestFieldsTypesMismatched}; WARNING, REMOVALS_WITHHELD and SETTLED with a stop: the code
 *     of the cause; else empty
 * @param detail the reason in words, WAITING: until when, as an ISO instant; empty if there is none
 * @param attempts ROW_REJECTED: how often it was tried; WAITING: how many rows wait
 * @param tally PROGRESS and SETTLED: counts of this subtask for this run, totals and not steps;
 *     zeros else
 */
public record DeliveryNotice(
        NoticeKind kind,
        long run,
        int subtask,
        String key,
        String identifier,
        String code,
        String detail,
        int attempts,
        DeliveryTally tally) {}
