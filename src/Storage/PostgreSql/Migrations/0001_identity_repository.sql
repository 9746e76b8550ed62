-- Identities, accounts, events, reservations, audit, configurations, quarantine.
-- The partition (hash of the id, 0..1023) is part of every identity and account key, so that partitions can move to other databases.

-- Texts that are indexed compare by byte: faster than under a language's rules, and the same order on every server.
-- Rows up to a page stay in it as they are: compressing payloads costs more than writing them.
create table identities (
    partition       smallint    not null,
    id              text collate "C" not null,
    tenant          text collate "C" not null,
    version         bigint      not null,
    commit_id       uuid        not null,
    state           text        not null,
    epoch           integer     not null,
    policy_version  bigint      not null,
    attributes      jsonb       not null,
    payload         json        not null,
    source_records  json        not null,
    due_at          timestamptz,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    primary key (partition, id)
) with (fillfactor = 85, toast_tuple_target = 8160);

create index identities_due on identities (due_at) where due_at is not null;

create table accounts (
    partition          smallint    not null,
    id                 text collate "C" not null,
    identity_id        text collate "C" not null,
    tenant             text collate "C" not null,
    target             text collate "C" not null,
    name               text        not null,
    desired_generation bigint      not null,
    desired_state      text        not null,
    desired            json        not null,
    due_priority       smallint    not null,
    due_at             timestamptz,
    applied_generation bigint      not null,
    status             text collate "C" not null,
    account            json,
    account_version    bigint      not null,
    commit_id          uuid,
    updated_at         timestamptz not null,
    primary key (partition, id)
) with (fillfactor = 70, toast_tuple_target = 8160);

create index accounts_by_identity on accounts (identity_id);
create index accounts_due on accounts (target, due_priority, due_at) where due_at is not null;
create index accounts_not_settled on accounts (target, status) where status not in ('Pending', 'Converged');

create table events (
    tenant      text collate "C" not null,
    source      text collate "C" not null,
    event_id    text collate "C" not null,
    digest      uuid        not null,
    identity_id text collate "C" not null,
    source_key  text        not null,
    kind        text        not null,
    outcome     text        not null,
    generation  bigint      not null,
    accepted_at timestamptz not null,
    primary key (tenant, source, event_id)
);

create table reservations (
    tenant         text collate "C" not null,
    space          text collate "C" not null,
    key            text collate "C" not null,
    owner          text not null,
    released_until timestamptz,
    primary key (tenant, space, key)
);

-- One chain per lane and start; its row holds the head. A chain names the head of an earlier one.
create table audit_chains (
    chain                uuid        not null primary key,
    opened_at            timestamptz not null,
    predecessor          uuid,
    predecessor_sequence bigint,
    predecessor_hash     bytea,
    sequence             bigint      not null,
    hash                 bytea       not null,
    signature            bytea
) with (fillfactor = 50);

create table audit_batches (
    id       bigint generated always as identity primary key,
    chain    uuid        not null,
    sequence bigint      not null,
    hash     bytea       not null,
    entries  integer     not null,
    at       timestamptz not null,
    unique (chain, sequence)
);

-- The position is the batch's id * 65536 + the place in the batch.
create table audit_entries (
    position    bigint      not null primary key,
    at          timestamptz not null,
    tenant      text collate "C" not null,
    subject     text        not null,
    identity_id text collate "C" not null,
    action      text        not null,
    actor       text        not null,
    cause       text        not null,
    details     json        not null
);

create index audit_entries_by_identity on audit_entries (identity_id, position);

create table configurations (
    tenant     text collate "C" not null,
    version    bigint      not null,
    documents  bytea       not null,
    applied_by text        not null,
    applied_at timestamptz not null,
    primary key (tenant, version)
);

create table quarantine (
    tenant     text collate "C" not null,
    run_id     text collate "C" not null,
    line       bigint      not null,
    source     text collate "C" not null,
    source_key text        not null,
    faults     json        not null,
    at         timestamptz not null,
    primary key (tenant, run_id, line)
);

create index quarantine_newest on quarantine (tenant, at desc);
