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
