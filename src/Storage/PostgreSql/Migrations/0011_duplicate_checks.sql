-- New identities that are to be looked for once more after their commit; a row goes when that is done. The key is the record's source.

create table duplicate_checks (
    tenant      text collate "C" not null,
    key         text collate "C" not null,
    identity_id text collate "C" not null,
    primary key (tenant, key, identity_id)
);
