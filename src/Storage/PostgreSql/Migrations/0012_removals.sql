-- The mass-change guard: what was taken away, by scope and minute; what it holds; who is missing from snapshots.

-- One row per scope: whoever counts or holds takes its lock first.
create table removal_scopes (
    tenant text collate "C" not null,
    scope  text collate "C" not null,
    primary key (tenant, scope)
);

create table removal_counts (
    tenant text collate "C" not null,
    scope  text collate "C" not null,
    minute bigint not null,
    taken  bigint not null,
    primary key (tenant, scope, minute)
);

-- The leave itself waits on its identity. Due once a person has decided.
create table held_leaves (
    tenant      text collate "C" not null,
    source      text collate "C" not null,
    event_id    text collate "C" not null,
    source_key  text        not null,
    identity_id text        not null,
    held_at     timestamptz not null,
    dropped     boolean     not null default false,
    due_at      timestamptz,
    primary key (tenant, source, event_id)
);

create index held_leaves_due on held_leaves (due_at) where due_at is not null;

create table absent_records (
    tenant     text collate "C" not null,
    source     text collate "C" not null,
    source_key text collate "C" not null,
    snapshots  integer not null,
    primary key (tenant, source, source_key)
);
