-- Rules of separation of duties as they stand for identities, to be listed. What is told of each is in the identity's payload.

create table sod_violations (
    tenant      text not null,
    key         text not null,
    identity_id text not null,
    primary key (tenant, key, identity_id)
) without rowid;

insert into sod_violations (tenant, key, identity_id)
select i.tenant, v.value ->> '$.rule', i.id
from identities i cross join json_each(i.payload, '$.violations') v
where true on conflict do nothing;
