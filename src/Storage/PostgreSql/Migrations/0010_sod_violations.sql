-- Rules of separation of duties as they stand for identities, to be listed. What is told of each is in the identity's payload.

create table sod_violations (
    tenant      text collate "C" not null,
    key         text collate "C" not null,
    identity_id text collate "C" not null,
    primary key (tenant, key, identity_id)
);

insert into sod_violations (tenant, key, identity_id)
select i.tenant, v.value ->> 'rule', i.id
from identities i cross join lateral json_array_elements(i.payload -> 'violations') as v(value)
on conflict do nothing;
