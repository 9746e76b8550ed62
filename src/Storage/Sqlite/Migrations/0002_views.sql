-- What other systems may read. Columns are only ever added.

create view v_identities as
select tenant, id, state, epoch, version, attributes, created_at, updated_at from identities;

create view v_accounts as
select tenant, id, identity_id, target, name, desired_state, desired_generation, applied_generation, status,
       json_extract(account, '$.failureReason') as failure_reason, updated_at
from accounts;

create view v_grants as
select i.tenant, i.id as identity_id, json_extract(g.value, '$.kind') as kind, json_extract(g.value, '$.target') as target,
       json_extract(g.value, '$.name') as name, json_extract(g.value, '$.causes') as causes
from identities i, json_each(i.payload, '$.grants') g;

create view v_events as
select tenant, source, event_id, source_key, kind, outcome, identity_id, accepted_at from events;

create view v_audit as
select position, at, tenant, subject, identity_id, action, actor, cause, details from audit_entries;
