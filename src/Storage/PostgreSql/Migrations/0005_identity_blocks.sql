-- Keys under which scored correlation rules find identities; several identities can share one.

create table identity_blocks (
    tenant      text collate "C" not null,
    key         text collate "C" not null,
    identity_id text collate "C" not null,
    primary key (tenant, key, identity_id)
);
