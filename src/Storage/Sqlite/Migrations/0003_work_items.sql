-- What people have to do. What lists and changes need is in columns, the rest in the payload.

create table work_items (
    id        text    not null primary key,
    tenant    text    not null,
    kind      text    not null,
    subject   text    not null,
    owner     text    not null,
    state     text    not null,
    opened_at integer not null,
    closed_at integer,
    closed_by text    not null,
    decision  text    not null,
    version   integer not null,
    payload   text    not null
) without rowid;

create index work_items_oldest on work_items (tenant, opened_at, id);
create index work_items_by_subject on work_items (tenant, subject);
