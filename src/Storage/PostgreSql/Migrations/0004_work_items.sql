-- What people have to do. What lists and changes need is in columns, the rest in the payload.

create table work_items (
    id        text collate "C" not null primary key,
    tenant    text collate "C" not null,
    kind      text        not null,
    subject   text collate "C" not null,
    owner     text collate "C" not null,
    state     text collate "C" not null,
    opened_at timestamptz not null,
    closed_at timestamptz,
    closed_by text        not null,
    decision  text        not null,
    version   bigint      not null,
    payload   json        not null
);

create index work_items_oldest on work_items (tenant, opened_at, id);
create index work_items_by_subject on work_items (tenant, subject);
