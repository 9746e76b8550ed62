-- What the actor runtime's ADO.NET providers read and write: membership of the cluster and state of coordinator actors. The providers
-- look their statements up in OrleansQuery; names of parameters and results are their contract.

create table if not exists orleansquery (
    querykey  varchar(64)   not null primary key,
    querytext varchar(8000) not null
);

create table if not exists orleansmembershipversiontable (
    deploymentid varchar(150)   not null primary key,
    timestamp    timestamptz(3) not null default now(),
    version      integer        not null default 0
);

create table if not exists orleansmembershiptable (
    deploymentid varchar(150)   not null references orleansmembershipversiontable (deploymentid),
    address      varchar(45)    not null,
    port         integer        not null,
    generation   integer        not null,
    siloname     varchar(150)   not null,
    hostname     varchar(150)   not null,
    status       integer        not null,
    proxyport    integer,
    suspecttimes varchar(8000),
    starttime    timestamptz(3) not null,
    iamalivetime timestamptz(3) not null,
    primary key (deploymentid, address, port, generation)
);

-- A real primary key: of two first writes one fails, where a mere index would let both stand and the state could never be read again.
create table if not exists orleansstorage (
    serviceid              varchar(150) not null,
    graintypestring        varchar(512) not null,
    grainidn0              bigint       not null,
    grainidn1              bigint       not null,
    grainidextensionstring varchar(512) not null default '',
    payloadbinary          bytea,
    modifiedon             timestamptz  not null,
    version                integer      not null,
    primary key (serviceid, graintypestring, grainidn0, grainidn1, grainidextensionstring)
) with (fillfactor = 80);

delete from orleansquery;

insert into orleansquery (querykey, querytext) values
('UpdateIAmAlivetimeKey', '
    update orleansmembershiptable set iamalivetime = @IAmAliveTime
    where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation'),

('InsertMembershipVersionKey', '
    with added as (
        insert into orleansmembershipversiontable (deploymentid) values (@DeploymentId) on conflict do nothing returning 1)
    select count(*)::integer from added'),

('InsertMembershipKey', '
    with bumped as (
        update orleansmembershipversiontable v set timestamp = now(), version = v.version + 1
        where v.deploymentid = @DeploymentId and v.version = @Version and not exists (
            select 1 from orleansmembershiptable m
            where m.deploymentid = @DeploymentId and m.address = @Address and m.port = @Port and m.generation = @Generation)
        returning 1),
    added as (
        insert into orleansmembershiptable (deploymentid, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
        select @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime from bumped
        returning 1)
    select count(*)::integer from added'),

('UpdateMembershipKey', '
    with bumped as (
        update orleansmembershipversiontable v set timestamp = now(), version = v.version + 1
        where v.deploymentid = @DeploymentId and v.version = @Version and exists (
            select 1 from orleansmembershiptable m
            where m.deploymentid = @DeploymentId and m.address = @Address and m.port = @Port and m.generation = @Generation)
        returning 1),
    changed as (
        update orleansmembershiptable m set status = @Status, suspecttimes = @SuspectTimes, iamalivetime = @IAmAliveTime
        from bumped
        where m.deploymentid = @DeploymentId and m.address = @Address and m.port = @Port and m.generation = @Generation
        returning 1)
    select count(*)::integer from changed'),

('MembershipReadRowKey', '
    select v.deploymentid, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport, m.suspecttimes, m.starttime,
           m.iamalivetime, v.version
    from orleansmembershipversiontable v
    left join orleansmembershiptable m
        on m.deploymentid = v.deploymentid and m.address = @Address and m.port = @Port and m.generation = @Generation
    where v.deploymentid = @DeploymentId'),

('MembershipReadAllKey', '
    select v.deploymentid, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport, m.suspecttimes, m.starttime,
           m.iamalivetime, v.version
    from orleansmembershipversiontable v
    left join orleansmembershiptable m on m.deploymentid = v.deploymentid
    where v.deploymentid = @DeploymentId'),

('DeleteMembershipTableEntriesKey', '
    delete from orleansmembershiptable where deploymentid = @DeploymentId;
    delete from orleansmembershipversiontable where deploymentid = @DeploymentId'),

('GatewaysQueryKey', '
    select address, proxyport, generation from orleansmembershiptable
    where deploymentid = @DeploymentId and status = @Status and proxyport > 0'),

('CleanupDefunctSiloEntriesKey', '
    delete from orleansmembershiptable where deploymentid = @DeploymentId and iamalivetime < @IAmAliveTime and status <> 3'),

-- Answers with the new version, or with the one given when nothing was written: that is how the provider sees a conflict.
('WriteToStorageKey', '
    with written as (
        insert into orleansstorage as s (serviceid, graintypestring, grainidn0, grainidn1, grainidextensionstring, payloadbinary, modifiedon, version)
        select @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''''), @PayloadBinary, now(), 1
        where @GrainStateVersion::integer is null or exists (
            select 1 from orleansstorage k
            where k.serviceid = @ServiceId and k.graintypestring = @GrainTypeString and k.grainidn0 = @GrainIdN0
              and k.grainidn1 = @GrainIdN1 and k.grainidextensionstring = coalesce(@GrainIdExtensionString, ''''))
        on conflict (serviceid, graintypestring, grainidn0, grainidn1, grainidextensionstring) do update
        set payloadbinary = excluded.payloadbinary, modifiedon = now(), version = s.version + 1
        where s.version = @GrainStateVersion::integer
        returning s.version)
    select version as NewGrainStateVersion from written
    union all
    select @GrainStateVersion::integer where not exists (select 1 from written)'),

('ReadFromStorageKey', '
    select payloadbinary as PayloadBinary, now() as modifiedon, version as Version from orleansstorage
    where serviceid = @ServiceId and graintypestring = @GrainTypeString and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
      and grainidextensionstring = coalesce(@GrainIdExtensionString, '''')'),

-- The row stays as a tombstone, so that a stale activation cannot begin again at version 1.
('ClearStorageKey', '
    update orleansstorage set payloadbinary = null, modifiedon = now(), version = version + 1
    where serviceid = @ServiceId and graintypestring = @GrainTypeString and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
      and grainidextensionstring = coalesce(@GrainIdExtensionString, '''') and version = @GrainStateVersion
    returning version as NewGrainStateVersion'),

('DeleteStorageKey', '
    delete from orleansstorage
    where serviceid = @ServiceId and graintypestring = @GrainTypeString and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
      and grainidextensionstring = coalesce(@GrainIdExtensionString, '''') and version = @GrainStateVersion
    returning version + 1 as NewGrainStateVersion');
