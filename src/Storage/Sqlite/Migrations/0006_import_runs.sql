-- Imports of feeds: how far each is, and how it ended. What is not listed or asked for is in progress.
create table import_runs (
    tenant     text    not null,
    id         text    not null,
    version    integer not null,
    source     text    not null,
    state      text    not null,
    started_at integer not null,
    updated_at integer not null,
    progress   text    not null,
    primary key (tenant, id)
);

create index import_runs_newest on import_runs (tenant, started_at desc, id desc);

create view v_imports as
select tenant, id, source, state, started_at, updated_at, progress from import_runs;
