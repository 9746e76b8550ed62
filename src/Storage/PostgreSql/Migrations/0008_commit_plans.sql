-- A plan that was made while a table was empty is kept while it fills. Joined by a plain index scan, an empty table may come first, and is
-- then read whole for every batch once it is large. A bitmap scan needs a key to look for, so it can only come second.
do $$
declare
    v_function regprocedure;
begin
    for v_function in select p.oid from pg_proc p where p.proname in ('prov_commit_identities', 'prov_commit_accounts') and p.pronamespace = current_schema()::regnamespace loop
        execute format('alter function %s set enable_indexscan = off', v_function);
        execute format('alter function %s set enable_indexonlyscan = off', v_function);
    end loop;
end
$$;
