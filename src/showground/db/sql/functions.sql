-- One claim of the acting principal as text, or null: link, order, device, event, key.
create function showground.claim(name text) returns text
    language sql stable parallel safe
    set search_path = ''
    return nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> name;
grant execute on function showground.claim to anon, authenticated, service_role;

-- On whose account a row is written: who acts, else whoever made the organization's key that acts.
create function showground.actor() returns uuid
    language sql stable parallel safe
    set search_path = ''
    return coalesce(auth.uid(), showground.claim('by')::uuid);
grant execute on function showground.actor to anon, authenticated, service_role;

-- Counts attempts against limits; says how many each window holds now and in how many seconds it ends. One upsert for all, so that
-- limits hold across processes; a window starts anew with the first attempt after its end. Buckets are unique within a call.
create function showground.take_attempts(buckets text[], attempts integer[], per interval)
    returns table (bucket text, attempts integer, ends_in double precision)
    language sql volatile security definer
    set search_path = ''
as $$
    insert into showground.rate_limits as r (bucket, window_start, attempts)
    select t.bucket, now(), t.attempts
      from unnest($1, $2) as t (bucket, attempts)
     order by t.bucket                                        -- one lock order for everybody: no deadlock
        on conflict (bucket) do update
       set attempts = case when r.window_start + $3 <= now() then excluded.attempts else r.attempts + excluded.attempts end,
           window_start = case when r.window_start + $3 <= now() then now() else r.window_start end
    returning r.bucket, r.attempts, extract(epoch from r.window_start + $3 - now())::double precision
$$;
comment on function showground.take_attempts is 'gate: counts attempts before there is an identity, for many callers in one commit';
grant execute on function showground.take_attempts to service_role;

-- Whose idempotency keys the caller uses: those of his API key, his account or the one order he holds the link of.
create function showground.keyholder() returns text
    language sql stable parallel safe
    set search_path = ''
    return coalesce('key:' || showground.claim('key'), 'user:' || showground.claim('sub'), 'order:' || showground.claim('order'));
grant execute on function showground.keyholder to anon, authenticated, service_role, showground_definer;

-- Takes the caller's lock on an idempotency key until the transaction ends, then finds the first answer given under it.
-- busy: another transaction is at work under this key. One row; the answer's columns are null when there is none yet.
create function showground.recall_answer(key text) returns table (busy boolean, request bytea, status smallint, response jsonb)
    language plpgsql volatile security definer
    set search_path = ''
as $$
begin
    if not pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtextextended(showground.keyholder() || ' ' || $1, 0)) then
        return query select true, null::bytea, null::smallint, null::jsonb;
        return;
    end if;
    return query                                              -- a new statement: it sees what the last holder committed
        select false, k.request, k.status, k.response
          from (select) as once
          left join showground.idempotency_keys k on k.principal = showground.keyholder() and k.key = $1;
end $$;
grant execute on function showground.recall_answer to anon, authenticated, service_role;

-- Stores the first answer, in the transaction of its effect. Fails for a caller who is nobody.
create function showground.keep_answer(key text, request bytea, status smallint, response jsonb) returns void
    language sql volatile security definer
    set search_path = ''
begin atomic
    insert into showground.idempotency_keys (principal, key, request, status, response)
    values (showground.keyholder(), $1, $2, $3, $4);
end;
grant execute on function showground.keep_answer to anon, authenticated, service_role;

-- Blanks e-mail addresses of who is erased in what was noted about them. Entries stay.
create function showground.blank_entries(addresses text[]) returns bigint
    language sql volatile security definer
    set search_path = ''
as $$
    with blanked as (
        update showground.audit_log a
           set details = a.details || pg_catalog.jsonb_build_object('email', 'erased')
         where pg_catalog.lower(a.details ->> 'email') = any ($1)
        returning a.id)
    select count(*) from blanked
$$;
grant execute on function showground.blank_entries to service_role;

-- Blanks what somebody who is erased wrote in his own name, and what was noted about him. Organizations keep theirs; entries stay.
create function showground.blank_words(person uuid) returns bigint
    language sql volatile security definer
    set search_path = ''
as $$
    with blanked as (
        update showground.audit_log a
           set details = a.details || (select pg_catalog.jsonb_object_agg(k.key, 'erased')
                                         from pg_catalog.jsonb_object_keys(a.details) as k (key)
                                        where k.key in ('email', 'handle', 'name', 'reason'))
         where (a.subject_id = $1 or a.actor = $1 and a.org_id is null)
           and a.details operator(pg_catalog.?|) array['email', 'handle', 'name', 'reason']
        returning a.id)
    select count(*) from blanked
$$;
grant execute on function showground.blank_words to service_role;

-- Forgets entries of the audit log that are older than they are to be kept; never one of the last month.
create function showground.forget_entries(kept interval) returns bigint
    language sql volatile security definer
    set search_path = ''
as $$
    with forgotten as (
        delete from showground.audit_log a
         where a.at < pg_catalog.now() - greatest($1, interval '31 days')
        returning a.id)
    select count(*) from forgotten
$$;
grant execute on function showground.forget_entries to service_role;
