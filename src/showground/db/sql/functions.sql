-- One claim of the acting principal as text, or null: link, order, device, event, key.
create function showground.claim(name text) returns text
    language sql stable parallel safe
    set search_path = ''
    return nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> name;
grant execute on function showground.claim to anon, authenticated, service_role;

-- Counts one attempt against a limit. Returns the seconds to wait: 0 when the attempt is within the limit. One upsert, so it holds
-- across processes; the window starts anew with the first attempt after its end.
create function showground.take_attempt(bucket text, most integer, per interval) returns integer
    language sql volatile security definer
    set search_path = ''
as $$
    insert into showground.rate_limits as r (bucket, window_start, attempts)
    values ($1, now(), 1)
    on conflict (bucket) do update
       set attempts = case when r.window_start + $3 <= now() then 1 else r.attempts + 1 end,
           window_start = case when r.window_start + $3 <= now() then now() else r.window_start end
    returning case when r.attempts <= $2 then 0
                   else greatest(1, ceil(extract(epoch from r.window_start + $3 - now())))::integer end
$$;
grant execute on function showground.take_attempt to service_role;

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
