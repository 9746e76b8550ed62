-- Keys under which scored correlation rules find identities; several identities can share one.

create table identity_blocks (
    tenant      text not null,
    key         text not null,
    identity_id text not null,
    primary key (tenant, key, identity_id)
) without rowid;
