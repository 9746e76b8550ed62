-- One call writes one batch. First the losers are found by reading, then everybody else is written with plain statements. A race with
-- another silo between the two shows as a unique violation or as a count that is short: the whole call fails and is made again.
-- The planner's choices are fixed: a batch always looks its rows up by index, also when the plan was made while the tables were empty.

create function prov_commit_identities(
    p_at timestamptz,
    -- one per commit; without an identity (only an event's mark) the version is -1
    p_id text[], p_partition smallint[], p_tenant text[], p_version bigint[], p_commit uuid[], p_state text[], p_epoch integer[],
    p_policy bigint[], p_attributes text[], p_payload text[], p_records text[], p_due timestamptz[],
    -- events
    e_ord integer[], e_tenant text[], e_source text[], e_event text[], e_digest uuid[], e_identity text[], e_key text[], e_kind text[],
    e_outcome text[], e_generation bigint[],
    -- accounts
    a_ord integer[], a_id text[], a_partition smallint[], a_identity text[], a_tenant text[], a_target text[], a_name text[],
    a_generation bigint[], a_state text[], a_desired text[], a_priority smallint[], a_due timestamptz[],
    -- reservations
    r_ord integer[], r_tenant text[], r_space text[], r_key text[], r_owner text[], r_until timestamptz[])
returns table (ord integer, status text, detail_a text, detail_b text, detail_c text, detail_n bigint)
language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
    v_losers integer[] := '{}';
    v_stale integer[] := '{}';
    v_is_own boolean;
    v_expected integer;
    v_written integer;
begin
    -- A row that is not at the version that was read. If this very commit wrote it, an earlier try came through.
    for ord, v_is_own in
        select i.n::integer, known.commit_id is not distinct from i.commit_id
        from unnest(p_id, p_partition, p_version, p_commit) with ordinality as i(id, partition, version, commit_id, n)
        left join identities known on known.partition = i.partition and known.id = i.id
        where i.version >= 0 and coalesce(known.version, 0) <> i.version
    loop
        if v_is_own then
            status := 'Committed';
            v_losers := v_losers || ord;
            return next;
        else
            v_stale := v_stale || ord;
        end if;
    end loop;

    for ord, status, detail_a, detail_b, detail_n in
        select e.ord, case when known.digest = e.digest then 'RepeatedEvent' else 'EventIdReused' end,
               known.identity_id, known.outcome, known.generation
        from unnest(e_ord, e_tenant, e_source, e_event, e_digest) as e(ord, tenant, source, event_id, digest)
        join events known on known.tenant = e.tenant and known.source = e.source and known.event_id = e.event_id
        where not (e.ord = any(v_losers))
    loop
        v_losers := v_losers || ord;
        return next;
    end loop;

    detail_a := null; detail_b := null; detail_n := null;
    status := 'VersionConflict';
    foreach ord in array v_stale loop
        if not (ord = any(v_losers)) then
            v_losers := v_losers || ord;
            return next;
        end if;
    end loop;

    for ord, status, detail_a, detail_b, detail_c in
        select distinct on (r.ord) r.ord, 'ReservationTaken', known.space, known.key, known.owner
        from unnest(r_ord, r_tenant, r_space, r_key, r_owner, r_until) with ordinality as r(ord, tenant, space, key, owner, until, n)
        join reservations known on known.tenant = r.tenant and known.space = r.space and known.key = r.key
        where r.until is null and known.owner <> r.owner
          and (known.released_until is null or known.released_until > p_at) and not (r.ord = any(v_losers))
        order by r.ord, r.n
    loop
        v_losers := v_losers || ord;
        return next;
    end loop;

    insert into events (tenant, source, event_id, digest, identity_id, source_key, kind, outcome, generation, accepted_at)
    select e.tenant, e.source, e.event_id, e.digest, e.identity_id, e.source_key, e.kind, e.outcome, e.generation, p_at
    from unnest(e_ord, e_tenant, e_source, e_event, e_digest, e_identity, e_key, e_kind, e_outcome, e_generation)
         as e(ord, tenant, source, event_id, digest, identity_id, source_key, kind, outcome, generation)
    where not (e.ord = any(v_losers))
    order by 1, 2, 3;

    insert into identities (partition, id, tenant, version, commit_id, state, epoch, policy_version, attributes, payload, source_records, due_at,
        created_at, updated_at)
    select i.partition, i.id, i.tenant, 1, i.commit_id, i.state, i.epoch, i.policy, i.attributes::jsonb, i.payload::json,
        i.records::json, i.due, p_at, p_at
    from unnest(p_id, p_partition, p_tenant, p_version, p_commit, p_state, p_epoch, p_policy, p_attributes, p_payload, p_records,
                p_due)
         with ordinality as i(id, partition, tenant, version, commit_id, state, epoch, policy, attributes, payload, records, due, n)
    where i.version = 0 and not (i.n = any(v_losers))
    order by 1, 2;

    select count(*) into v_expected from unnest(p_version) with ordinality as i(version, n) where i.version > 0 and not (i.n = any(v_losers));
    if v_expected > 0 then
        update identities known
        set version = i.version + 1, commit_id = i.commit_id, state = i.state, epoch = i.epoch, policy_version = i.policy,
            attributes = i.attributes::jsonb, payload = i.payload::json, source_records = i.records::json, due_at = i.due, updated_at = p_at
        from unnest(p_id, p_partition, p_version, p_commit, p_state, p_epoch, p_policy, p_attributes, p_payload, p_records, p_due)
             with ordinality as i(id, partition, version, commit_id, state, epoch, policy, attributes, payload, records, due, n)
        where known.partition = i.partition and known.id = i.id and known.version = i.version and i.version > 0
          and not (i.n = any(v_losers));
        get diagnostics v_written = row_count;
        if v_written <> v_expected then
            raise exception 'an identity was written by another' using errcode = '40001';
        end if;
    end if;

    insert into accounts as known (partition, id, identity_id, tenant, target, name, desired_generation, desired_state, desired, due_priority,
        due_at, applied_generation, status, account, account_version, updated_at)
    select a.partition, a.id, a.identity_id, a.tenant, a.target, a.name, a.generation, a.state, a.desired::json, a.priority, a.due, 0,
        'Pending', null, 0, p_at
    from unnest(a_ord, a_id, a_partition, a_identity, a_tenant, a_target, a_name, a_generation, a_state, a_desired, a_priority, a_due)
         as a(ord, id, partition, identity_id, tenant, target, name, generation, state, desired, priority, due)
    where not (a.ord = any(v_losers))
    order by 1, 2
    on conflict (partition, id) do update
    set name = excluded.name, desired_generation = excluded.desired_generation, desired_state = excluded.desired_state,
        desired = excluded.desired, due_at = excluded.due_at, updated_at = excluded.updated_at,
        -- access that an unapplied generation takes away stays urgent under a later one that does not
        due_priority = case when known.due_at is not null then least(known.due_priority, excluded.due_priority) else excluded.due_priority end
    where known.desired_generation < excluded.desired_generation;

    select count(*) into v_expected from unnest(r_ord, r_until) as r(ord, until) where r.until is null and not (r.ord = any(v_losers));
    insert into reservations as known (tenant, space, key, owner)
    select r.tenant, r.space, r.key, r.owner
    from unnest(r_ord, r_tenant, r_space, r_key, r_owner, r_until) as r(ord, tenant, space, key, owner, until)
    where r.until is null and not (r.ord = any(v_losers))
    order by 1, 2, 3
    on conflict (tenant, space, key) do update set owner = excluded.owner, released_until = null
    where known.owner = excluded.owner or known.released_until <= p_at;
    get diagnostics v_written = row_count;
    if v_written <> v_expected then
        raise exception 'a value was reserved by another' using errcode = '40001';
    end if;

    update reservations known set released_until = r.until
    from unnest(r_ord, r_tenant, r_space, r_key, r_owner, r_until) as r(ord, tenant, space, key, owner, until)
    where r.until is not null and not (r.ord = any(v_losers))
      and known.tenant = r.tenant and known.space = r.space and known.key = r.key and known.owner = r.owner;
end $$;

create function prov_commit_accounts(
    p_at timestamptz,
    p_id text[], p_partition smallint[], p_version bigint[], p_commit uuid[], p_generation bigint[], p_status text[], p_account text[],
    p_due timestamptz[], p_worked bigint[])
returns table (ord integer, status text, detail_a text, detail_b text, detail_c text, detail_n bigint)
language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
    v_losers integer[] := '{}';
    v_expected integer;
    v_written integer;
begin
    for ord, status in
        select i.n::integer, case when known.commit_id = i.commit_id then 'Committed' else 'VersionConflict' end
        from unnest(p_id, p_partition, p_version, p_commit) with ordinality as i(id, partition, version, commit_id, n)
        left join accounts known on known.partition = i.partition and known.id = i.id
        where coalesce(known.account_version, -1) <> i.version
    loop
        v_losers := v_losers || ord;
        return next;
    end loop;

    update accounts known
    set account = i.account::json, applied_generation = i.generation, status = i.status, account_version = i.version + 1,
        commit_id = i.commit_id, updated_at = p_at,
        due_at = case
            when known.desired_generation <= i.generation then i.due
            -- what was not worked on is not postponed
            when i.worked > 0 and known.desired_generation > i.worked then least(known.due_at, coalesce(i.due, p_at))
            else coalesce(i.due, p_at) end,
        due_priority = case when known.desired_generation > i.generation then known.due_priority else 1 end
    from unnest(p_id, p_partition, p_version, p_commit, p_generation, p_status, p_account, p_due, p_worked)
         with ordinality as i(id, partition, version, commit_id, generation, status, account, due, worked, n)
    where known.partition = i.partition and known.id = i.id and known.account_version = i.version and not (i.n = any(v_losers));
    get diagnostics v_written = row_count;
    if v_written <> cardinality(p_id) - cardinality(v_losers) then
        raise exception 'an account was written by another' using errcode = '40001';
    end if;
end $$;
