-- Judges a batch of scans in one transaction. The caller's right is proved here, for each scan: the owner of the event, an editor or a key of
-- the organization that owns it, or a device of this event. A ticket's row is locked before its admissions are read, so the first one committed admits; the
-- partial unique index stands behind that. Every attempt is logged; a scan sent again gets its first verdict. `refused`: nothing was logged.
create function ticketing.scan(requests ticketing.scan_request[])
    returns table (n integer, scan_id uuid, verdict text, ticket_id uuid, holder_name text, tier_name text,
                   scanned_at timestamptz, first_admitted_at timestamptz, first_gate_name text)
    language plpgsql volatile security definer
    set search_path = ''
    set plan_cache_mode = 'force_generic_plan'                -- planned once a session: planning cost more than selling
    set enable_seqscan = off                                  -- a batch touches some rows of tables of any size: always by index
    set enable_hashjoin = off
as $$
#variable_conflict use_column
declare
    allowed  integer[];
    seen     integer[];
    locked   uuid[];
    fresh    integer[];
begin
    select coalesce(array_agg(r.n), '{}') into allowed
      from unnest(requests) r
      join events.events e on e.id = r.event_id
     where e.owner_user_id = r.actor
        or exists (select from ticketing.devices d where d.id = r.actor and d.event_id = e.id and d.revoked_at is null)
        or exists (select from organizations.api_keys k
                    where k.id = r.actor and k.org_id = e.owner_org_id and 'scan' = any(k.scopes)
                      and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()))
        or exists (select from organizations.org_memberships m
                    where m.org_id = e.owner_org_id and m.user_id = r.actor and m.role >= 'editor')
        or exists (select from events.event_staff h
                    where h.event_id = e.id and h.user_id = r.actor and h.role in ('door', 'manager')
                      and (h.ends_at is null or h.ends_at > now()));

    select coalesce(array_agg(t.id), '{}') into locked from (
        select t.id from ticketing.tickets t
         where t.id in (select k.id from unnest(requests) r
                          join ticketing.tickets k on k.event_id = r.event_id and k.code = r.code
                         where r.n = any(allowed) and r.ticket_id is null
                        union
                        select k.id from unnest(requests) r
                          join ticketing.tickets k on k.id = r.ticket_id and k.secret = r.secret and not r.forged
                         where r.n = any(allowed))
         order by t.id for no key update) t;

    with found as (
        select r.n, t.id as ticket_id, t.event_id, t.status
          from unnest(requests) r
          left join ticketing.tickets t on t.id = any(locked)
               and (case when r.ticket_id is null then t.event_id = r.event_id and t.code = r.code
                         else t.id = r.ticket_id and t.secret = r.secret and not r.forged end)
         where r.n = any(allowed)
    ), told as (
        select r.*, f.status as ticket_status,
               case when f.event_id = r.event_id then f.ticket_id end as own_ticket,
               f.ticket_id is not null and f.event_id <> r.event_id as elsewhere,
               a.admitted_at, s.scanner_id as first_scanner,
               row_number() over (partition by f.ticket_id order by r.n) as turn
          from unnest(requests) r
          join found f on f.n = r.n
          left join lateral (
              select a.admitted_at, a.scan_id from ticketing.admissions a
               where a.ticket_id = f.ticket_id and a.undone_at is null
               order by a.admitted_at limit 1) a on true
          left join ticketing.scan_logs s on s.id = a.scan_id
    ), judged as (
        select t.*, case when t.forged then 'forged'
                         when t.elsewhere then 'wrong_event'
                         when t.own_ticket is null then 'unknown'
                         when t.ticket_status = 'cancelled' then 'cancelled'
                         when t.admitted_at is not null and t.device_time < t.admitted_at and t.first_scanner <> t.scanner_id then 'conflict'
                         when t.admitted_at is not null or t.turn > 1 then 'duplicate'
                         else 'admitted' end::ticketing.scan_verdict as verdict
          from told t
         where not exists (select from ticketing.scan_logs s where s.scanner_id = t.scanner_id and s.client_scan_id = t.client_scan_id)
    ), logged as (
        insert into ticketing.scan_logs (id, event_id, ticket_id, scanned_by, seller_org_id, seller_user_id, scanner_id, client_scan_id,
                                         code_digest, verdict, gate_name, device_time)
        select j.scan_id, j.event_id, j.own_ticket, p.user_id, e.owner_org_id, e.owner_user_id, j.scanner_id, j.client_scan_id,
               j.digest, j.verdict, j.gate_name, j.device_time
          from judged j join events.events e on e.id = j.event_id
          left join users.user_profiles p on p.user_id = j.actor  -- null for devices and keys
         order by j.scanner_id, j.client_scan_id
            on conflict on constraint scan_logs_once do nothing
        returning id
    )
    select coalesce(array_agg(r.n), '{}') into fresh from logged l join unnest(requests) r on r.scan_id = l.id;

    insert into ticketing.admissions (id, event_id, occurrence_id, ticket_id, scan_id, seller_org_id, seller_user_id)
    select r.admission_id, s.event_id, o.id, s.ticket_id, s.id, s.seller_org_id, s.seller_user_id
      from unnest(requests) r
      join ticketing.scan_logs s on s.id = r.scan_id and s.verdict = 'admitted'
      join ticketing.tickets t on t.id = s.ticket_id
      cross join lateral (                                    -- the date of the ticket that is nearest to now
          select o.id from events.event_occurrences o
           where o.event_id = t.event_id
             and (not exists (select from ticketing.tier_pools tp where tp.tier_id = t.tier_id)
                  or o.id in (select p.occurrence_id from ticketing.tier_pools tp join ticketing.pools p on p.id = tp.pool_id
                               where tp.tier_id = t.tier_id))
           order by abs(extract(epoch from o.starts_at - now())) limit 1) o
     where r.n = any(fresh)
     order by s.ticket_id;

    insert into showground.outbox (id, kind, body)            -- one fact for all of them; the first one's identifier is nobody else's
    select min(r.scan_id::text)::uuid, 'ticketing.tickets_scanned', jsonb_build_object('scans', jsonb_agg(r.scan_id))
      from unnest(requests) r
     where r.n = any(fresh)
    having count(*) > 0;

    return query
    select r.n, s.id, coalesce(s.verdict::text, 'refused'), s.ticket_id, t.holder_name, tt.name, s.created_at, a.admitted_at, first.gate_name
      from unnest(requests) r
      left join ticketing.scan_logs s on s.scanner_id = r.scanner_id and s.client_scan_id = r.client_scan_id and r.n = any(allowed)
      left join ticketing.tickets t on t.id = s.ticket_id
      left join ticketing.ticket_tiers tt on tt.id = t.tier_id
      left join lateral (select a.admitted_at, a.scan_id from ticketing.admissions a
                          where a.ticket_id = s.ticket_id and a.undone_at is null order by a.admitted_at limit 1) a on true
      left join ticketing.scan_logs first on first.id = a.scan_id
     order by r.n;
end $$;
comment on function ticketing.scan is 'gate: scans for a verified actor';
