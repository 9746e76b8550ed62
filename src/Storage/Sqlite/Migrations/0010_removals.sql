-- The mass-change guard: what was taken away, by scope and minute; what it holds; who is missing from snapshots.

-- One row per scope: whoever counts or holds takes its lock first.
create table removal_scopes (
    tenant text not null,
    scope  text not null,
    primary key (tenant, scope)
) without rowid;

create table removal_counts (
    tenant text    not null,
    scope  text    not null,
    minute integer not null,
    taken  integer not null,
    primary key (tenant, scope, minute)
) without rowid;

-- The leave itself waits on its identity. Due once a person has decided.
create table held_leaves (
    tenant      text    not null,
    source      text    not null,
    event_id    text    not null,
    source_key  text    not null,
    identity_id text    not null,
    held_at     integer not null,
    dropped     integer not null default 0,
    due_at      integer,
    primary key (tenant, source, event_id)
) without rowid;

create index held_leaves_due on held_leaves (due_at) where due_at is not null;

create table absent_records (
    tenant     text    not null,
    source     text    not null,
    source_key text    not null,
    snapshots  integer not null,
    primary key (tenant, source, source_key)
) without rowid;
