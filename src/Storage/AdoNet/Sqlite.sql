-- Answers of a write: the new version, or the one given when nothing was written, which is how the provider sees a conflict.
-- State of coordinator actors for the embedded mode; see PostgreSql.sql for the contract. There is no membership: the silo is alone.

create table if not exists OrleansQuery (
    QueryKey  text not null primary key,
    QueryText text not null
);

create table if not exists OrleansStorage (
    ServiceId              text    not null,
    GrainTypeString        text    not null,
    GrainIdN0              integer not null,
    GrainIdN1              integer not null,
    GrainIdExtensionString text    not null default '',
    PayloadBinary          blob,
    ModifiedOn             text    not null,
    Version                integer not null,
    primary key (ServiceId, GrainTypeString, GrainIdN0, GrainIdN1, GrainIdExtensionString)
);

delete from OrleansQuery;

insert into OrleansQuery (QueryKey, QueryText) values
('WriteToStorageKey', '
    insert into OrleansStorage (ServiceId, GrainTypeString, GrainIdN0, GrainIdN1, GrainIdExtensionString, PayloadBinary, ModifiedOn, Version)
    select @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''''), @PayloadBinary, datetime(''now''), 1
    where @GrainStateVersion is null or exists (
        select 1 from OrleansStorage k
        where k.ServiceId = @ServiceId and k.GrainTypeString = @GrainTypeString and k.GrainIdN0 = @GrainIdN0
          and k.GrainIdN1 = @GrainIdN1 and k.GrainIdExtensionString = coalesce(@GrainIdExtensionString, ''''))
    on conflict (ServiceId, GrainTypeString, GrainIdN0, GrainIdN1, GrainIdExtensionString) do update
    set PayloadBinary = excluded.PayloadBinary, ModifiedOn = excluded.ModifiedOn, Version = Version + 1
    where Version = @GrainStateVersion
    returning Version as NewGrainStateVersion;
    select @GrainStateVersion as NewGrainStateVersion where changes() = 0'),

('ReadFromStorageKey', '
    select PayloadBinary, Version from OrleansStorage
    where ServiceId = @ServiceId and GrainTypeString = @GrainTypeString and GrainIdN0 = @GrainIdN0 and GrainIdN1 = @GrainIdN1
      and GrainIdExtensionString = coalesce(@GrainIdExtensionString, '''')'),

('ClearStorageKey', '
    update OrleansStorage set PayloadBinary = null, ModifiedOn = datetime(''now''), Version = Version + 1
    where ServiceId = @ServiceId and GrainTypeString = @GrainTypeString and GrainIdN0 = @GrainIdN0 and GrainIdN1 = @GrainIdN1
      and GrainIdExtensionString = coalesce(@GrainIdExtensionString, '''') and Version = @GrainStateVersion
    returning Version as NewGrainStateVersion;
    select @GrainStateVersion as NewGrainStateVersion where changes() = 0'),

('DeleteStorageKey', '
    delete from OrleansStorage
    where ServiceId = @ServiceId and GrainTypeString = @GrainTypeString and GrainIdN0 = @GrainIdN0 and GrainIdN1 = @GrainIdN1
      and GrainIdExtensionString = coalesce(@GrainIdExtensionString, '''') and Version = @GrainStateVersion
    returning Version + 1 as NewGrainStateVersion');
