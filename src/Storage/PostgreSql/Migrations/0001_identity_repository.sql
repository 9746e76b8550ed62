-- Identities, accounts, events, reservations, audit, configurations, quarantine.
-- The partition (hash of the id, 0..1023) is part of every identity and account key, so that partitions can move to other databases.

create table identities (
    partition       smallint    not null,
    id              text        not null,
    tenant          text        not null,
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
) with (fillfactor = 85);

create index identities_due on identities (due_at) where due_at is not null;

create table accounts (
    partition          smallint    not null,
    id                 text        not null,
    identity_id        text        not null,
    tenant             text        not null,
    target             text        not null,
    name               text        not null,
    desired_generation bigint      not null,
    desired_state      text        not null,
    desired            json        not null,
    due_priority       smallint    not null,
    due_at             timestamptz,
    applied_generation bigint      not null,
    status             text        not null,
    account            json,
    account_version    bigint      not null,
    commit_id          uuid,
    updated_at         timestamptz not null,
    primary key (partition, id)
) with (fillfactor = 70);

create index accounts_by_identity on accounts (identity_id);
create index accounts_due on accounts (target, due_priority, due_at) where due_at is not null;
create index accounts_not_settled on accounts (target, status) where status not in ('Pending', 'Converged');

create table events (
    tenant      text        not null,
    source      text        not null,
    event_id    text        not null,
    digest      uuid        not null,
    identity_id text        not null,
    source_key  text        not null,
    kind        text        not null,
    outcome     text        not null,
    generation  bigint      not null,
    accepted_at timestamptz not null,
    primary key (tenant, source, event_id)
);

create table reservations (
    tenant         text not null,
    space          text not null,
    key            text not null collate "C",
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
    tenant      text        not null,
    subject     text        not null,
    identity_id text        not null,
    action      text        not null,
    actor       text        not null,
    cause       text        not null,
    details     json        not null
);

create index audit_entries_by_identity on audit_entries (identity_id, position);

create table configurations (
    tenant     text        not null,
    version    bigint      not null,
    documents  bytea       not null,
    applied_by text        not null,
    applied_at timestamptz not null,
    primary key (tenant, version)
);

create table quarantine (
    tenant     text        not null,
    run_id     text        not null,
    line       bigint      not null,
    source     text        not null,
    source_key text        not null,
    faults     json        not null,
    at         timestamptz not null,
    primary key (tenant, run_id, line)
);

create index quarantine_newest on quarantine (tenant, at desc);
