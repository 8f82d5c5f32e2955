/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import io.millrace.outbox.pending.DeliveryTally;

/**
 * What the outbox reports: the outcome of a row, or something about a run. Which fields are used
 * depends on the kind; the others are empty or zero. {@link NoticeFactory} makes each kind.
 *
 * @param run the run that is delivered
 * @param subtask the index of the outbox subtask
 * @param key kinds of rows: the primary key in readable form
 * @param identifier kinds of rows: the Iterable identifier
 * @param code ROW_REJECTED: a short stable code, such as {@code invalidEmails} or {@code
 *     RequestFieldsTypesMismatched}; WARNING, REMOVALS_WITHHELD, SETTLED after a stop: the code of
 *     the cause; WAITING: the reason
 * @param detail the reason in words; WAITING: until when, as an ISO instant
 * @param attempts kinds of rows: the number of runs that tried the row; WAITING: the number of
 *     waiting rows
 * @param tally PROGRESS, SETTLED: the counts of this subtask for this run, as totals
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
