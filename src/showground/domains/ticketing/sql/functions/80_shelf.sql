-- What lists show of an event's tickets, for public events only: the least price that is on sale, and what is left at all prices together
-- (null: no limit), and how many people whom the reader follows hold a ticket. Asked in one go for a page of events; as the reader himself every tier and pool would ask for its event again.
create function ticketing.shelf_of(wanted uuid[])
    returns table (event_id uuid, price_from_amount bigint, currency_code text, tiers_count bigint, places_left bigint,
                   friends_going bigint)
    language sql stable security definer
    set search_path = ''
begin atomic
    with friends as (
        select a.event_id, count(*) as going
          from users.follows f
          join events.event_access a on a.user_id = f.target_user_id and a.reason = 'holder' and a.event_id = any (wanted)
         where f.follower_user_id = (select auth.uid()) and f.status = 'accepted'
           and exists (select from ticketing.tickets t
                        where t.owner_user_id = a.user_id and t.event_id = a.event_id and t.status = 'valid')
         group by a.event_id)
    select t.event_id,
           min(t.price_amount) filter (where open.now and (p.places is null or p.places > 0)),
           min(t.currency_code),
           count(*) filter (where open.now),
           case when bool_or(open.now and p.places is null) then null else coalesce(sum(p.places) filter (where open.now), 0) end::bigint,
           coalesce(min(f.going), 0)
      from ticketing.ticket_tiers t
      join events.events e on e.id = t.event_id and e.visibility = 'public' and e.status not in ('draft', 'scheduled')
     cross join lateral (select t.status = 'on_sale' and (t.sales_start_at is null or t.sales_start_at <= now())
                                and (t.sales_end_at is null or t.sales_end_at > now()) as now) open
     cross join lateral (
        select min(case when not l.unlimited then greatest(l.capacity - l.held - l.sold, 0) end) as places
          from ticketing.tier_pools tp
          join ticketing.pools l on l.event_id = tp.event_id and l.id = tp.pool_id
         where tp.event_id = t.event_id and tp.tier_id = t.id) p
      left join friends f on f.event_id = t.event_id
     where t.event_id = any (wanted) and t.status <> 'hidden'
     group by t.event_id;
end;
grant execute on function ticketing.shelf_of to anon, authenticated, service_role;

-- How many tickets of an event that the caller sees are out and valid.
create function ticketing.valid_tickets_of(wanted uuid) returns bigint
    language sql stable security definer
    set search_path = ''
begin atomic
    select count(*)
      from ticketing.tickets t
     where t.event_id = wanted and t.status = 'valid'
       and exists (select from events.events e
                    where e.id = wanted and e.status not in ('draft', 'scheduled')
                      and (e.visibility = 'public' or e.id = events.linked_to_caller() or e.id in (select events.ids_open_to_caller())));
end;
grant execute on function ticketing.valid_tickets_of to anon, authenticated, service_role;
