-- Runs of reconciliation: how far each is, and how it ended.
create table reconciliation_runs (
    tenant     text not null,
    id         text not null,
    version    integer     not null,
    target     text not null,
    state      text        not null,
    started_at integer     not null,
    updated_at integer     not null,
    progress   text        not null,
    primary key (tenant, id)
);

create index reconciliation_runs_newest on reconciliation_runs (tenant, started_at desc, id desc);

-- The last thing that reconciliation found about an account at a target, unless it was as it should be. The key is the target's own id.
create table situations (
    tenant     text not null,
    target     text not null,
    key        text not null,
    run_id     text        not null,
    situation  text        not null,
    action     text        not null,
    name       text        not null,
    account_id text        not null,
    digest     text        not null,
    details    text        not null,
    at         integer     not null,
    primary key (tenant, target, key)
);

-- Up to where the changes of a target have been read; outlives every schedule.
create table change_tokens (
    tenant   text not null,
    target   text not null,
    token    text        not null,
    taken_at integer     not null,
    primary key (tenant, target)
);

create view v_reconciliations as
select tenant, id, target, state, started_at, updated_at, progress from reconciliation_runs;

create view v_situations as
select tenant, target, key as native_id, name, account_id, situation, action, run_id, at from situations;
