-- The ledger of all syncs of one Iterable project. Statements are repeatable: H2 commits each on its own.

CREATE TABLE IF NOT EXISTS millrace_runs (
    sync VARCHAR(255) NOT NULL,
    run BIGINT NOT NULL, -- when it was triggered, in epoch milliseconds
    status VARCHAR(16) NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    progress_at TIMESTAMP WITH TIME ZONE,
    read_at TIMESTAMP WITH TIME ZONE,
    finished_at TIMESTAMP WITH TIME ZONE,
    rows_read BIGINT DEFAULT 0 NOT NULL,
    added BIGINT DEFAULT 0 NOT NULL,
    changed BIGINT DEFAULT 0 NOT NULL,
    removed BIGINT DEFAULT 0 NOT NULL,
    unchanged BIGINT DEFAULT 0 NOT NULL,
    duplicate BIGINT DEFAULT 0 NOT NULL,
    keyless BIGINT DEFAULT 0 NOT NULL,
    operations BIGINT DEFAULT 0 NOT NULL,
    accepted BIGINT DEFAULT 0 NOT NULL,
    rejected BIGINT DEFAULT 0 NOT NULL,
    pending BIGINT DEFAULT 0 NOT NULL,
    withheld BIGINT DEFAULT 0 NOT NULL, -- the pending removals that wait for approval
    rows_left_out BIGINT DEFAULT 0 NOT NULL, -- counted, but not listed in millrace_rows
    stopped_millis BIGINT DEFAULT 0 NOT NULL,
    cause_code VARCHAR(200) DEFAULT '' NOT NULL,
    cause_message VARCHAR(2000) DEFAULT '' NOT NULL,
    doubt VARCHAR(2000) DEFAULT '' NOT NULL, -- why absent rows do not count as removed
    PRIMARY KEY (sync, run),
    UNIQUE (run, sync)); -- an index by run; CREATE INDEX fails in H2 if two processes are at it

-- Rows that were rejected, withheld or skipped.
CREATE TABLE IF NOT EXISTS millrace_rows (
    sync VARCHAR(255) NOT NULL,
    run BIGINT NOT NULL,
    kind VARCHAR(16) NOT NULL,
    row_key VARCHAR(500) NOT NULL,
    identifier VARCHAR(500) NOT NULL,
    code VARCHAR(200) NOT NULL,
    detail VARCHAR(2000) NOT NULL,
    attempts INTEGER NOT NULL,
    reported_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (sync, run, kind, row_key));

CREATE TABLE IF NOT EXISTS millrace_warnings (
    sync VARCHAR(255) NOT NULL,
    run BIGINT NOT NULL,
    code VARCHAR(200) NOT NULL,
    detail VARCHAR(500) NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (sync, run, code, detail));

-- When the quarantined rows of a sync were last released.
CREATE TABLE IF NOT EXISTS millrace_releases (
    sync VARCHAR(255) NOT NULL PRIMARY KEY,
    released_at TIMESTAMP WITH TIME ZONE NOT NULL);

-- The last run whose withheld removals were approved.
CREATE TABLE IF NOT EXISTS millrace_approvals (
    sync VARCHAR(255) NOT NULL PRIMARY KEY,
    run BIGINT NOT NULL);

-- What a list was last cleared for, and a name for its content since then.
CREATE TABLE IF NOT EXISTS millrace_lists (
    sync VARCHAR(255) NOT NULL PRIMARY KEY,
    cleared_for VARCHAR(500) DEFAULT '' NOT NULL,
    generation VARCHAR(64) DEFAULT '' NOT NULL);

CREATE TABLE IF NOT EXISTS millrace_catalogs (
    catalog VARCHAR(255) NOT NULL PRIMARY KEY,
    generation VARCHAR(64) NOT NULL,
    since BIGINT DEFAULT 0 NOT NULL); -- the first run of this generation

-- The list or catalog that a sync writes to.
CREATE TABLE IF NOT EXISTS millrace_destinations (
    sync VARCHAR(255) NOT NULL PRIMARY KEY,
    destination VARCHAR(500) DEFAULT '' NOT NULL,
    target VARCHAR(500) DEFAULT '' NOT NULL);

-- Warnings of the set-up, each for the first run from "since" on that is delivered.
CREATE TABLE IF NOT EXISTS millrace_notices (
    sync VARCHAR(255) NOT NULL,
    code VARCHAR(200) NOT NULL,
    detail VARCHAR(500) NOT NULL,
    since BIGINT NOT NULL,
    reported_by BIGINT NOT NULL, -- the run that has the warning; 0 for none yet
    PRIMARY KEY (sync, code, detail));

-- The one Iterable project of this ledger.
CREATE TABLE IF NOT EXISTS millrace_project (
    only_row INTEGER DEFAULT 1 NOT NULL PRIMARY KEY,
    identity VARCHAR(100000) NOT NULL);
