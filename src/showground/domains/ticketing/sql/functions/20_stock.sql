-- Gives the places of holds that ran out back to pools that the caller has locked. A hold that is being settled right now is skipped:
-- its transaction holds the row and wants the pool next.
create function ticketing.reclaim_places(locked uuid[]) returns void
    language plpgsql volatile security definer
    set search_path = ''
as $$
begin
    with late as (
        select h.cart_id, h.pool_id from ticketing.holds h
         where h.pool_id = any(locked) and h.state = 'active' and h.expires_at <= now()
         order by h.pool_id, h.cart_id
           for update skip locked
    ), ended as (
        update ticketing.holds h set state = 'expired' from late l
         where h.cart_id = l.cart_id and h.pool_id = l.pool_id
        returning h.pool_id, h.places
    )
    update ticketing.pools p set held = p.held - e.places
      from (select pool_id, sum(places)::integer as places from ended group by pool_id) e
     where p.id = e.pool_id;
end $$;

-- Opens a cart and sets its places aside, all or none. Returns when the hold ends; raises SG001 when a pool has too few places left.
-- Whether the tiers are on sale and how many may be bought is decided before; the keys prove that they are of this event.
create function ticketing.hold_cart(cart uuid, event uuid, buyer uuid, secret_hash bytea, tiers uuid[], quantities integer[], hold_for interval)
    returns timestamptz
    language plpgsql volatile security definer
    set search_path = ''
as $$
declare
    wanted   uuid[];
    touched  integer;
    ends     timestamptz := now() + hold_for;
begin
    insert into ticketing.carts (id, event_id, user_id, secret_hash, expires_at) values (cart, event, buyer, secret_hash, ends);
    insert into ticketing.cart_lines (event_id, cart_id, tier_id, quantity)
    select event, cart, w.tier, w.quantity from unnest(tiers, quantities) w (tier, quantity);

    select array_agg(distinct tp.pool_id) into wanted
      from ticketing.tier_pools tp where tp.tier_id = any(tiers) and tp.event_id = event;
    perform 1 from ticketing.pools p where p.id = any(wanted) order by p.id for no key update;    -- one lock order for everybody
    perform ticketing.reclaim_places(wanted);

    insert into ticketing.holds (cart_id, pool_id, event_id, places, expires_at)
    select cart, tp.pool_id, event, sum(w.quantity), ends
      from unnest(tiers, quantities) w (tier, quantity)
      join ticketing.tier_pools tp on tp.tier_id = w.tier and tp.event_id = event
     group by tp.pool_id;
    update ticketing.pools p set held = p.held + h.places
      from ticketing.holds h
     where h.cart_id = cart and h.pool_id = p.id
       and (p.unlimited or p.held + p.sold + h.places <= p.capacity);
    get diagnostics touched = row_count;
    if touched <> coalesce(cardinality(wanted), 0) then    -- a pool that the guard above left alone has too few places
        raise exception 'sold out' using errcode = 'SG001';
    end if;
    return ends;
end $$;
grant execute on function ticketing.hold_cart to service_role;

-- Lets the places of a cart go, once. Returns how many.
create function ticketing.release_cart(cart uuid) returns integer
    language plpgsql volatile security definer
    set search_path = ''
as $$
declare
    freed integer;
begin
    perform 1 from ticketing.holds h where h.cart_id = cart order by h.pool_id for no key update;    -- an order of this cart commits first
    if exists (select from ticketing.orders o where o.cart_id = cart and o.status in ('pending', 'awaiting_approval', 'paid')) then
        return 0;
    end if;
    with ended as (
        update ticketing.holds h set state = 'released' where h.cart_id = cart and h.state = 'active'
        returning h.pool_id, h.places
    ), locked as (
        select p.id from ticketing.pools p where p.id in (select pool_id from ended) order by p.id for no key update
    ), given as (
        update ticketing.pools p set held = p.held - e.places from ended e, locked l where p.id = l.id and e.pool_id = p.id
        returning e.places
    )
    select coalesce(sum(places), 0) into freed from given;
    return freed;
end $$;
grant execute on function ticketing.release_cart to service_role;

-- Ends pending orders and abandoned carts whose time is over, at most `most` of each. Only hygiene: nothing depends on it running.
-- With `dry_run` it counts and changes nothing. Orders end before their holds, so that a payment that arrives now waits and is then late.
create function ticketing.release_abandoned(event uuid, older_than interval, most integer, dry_run boolean)
    returns table (orders integer, places integer)
    language plpgsql volatile security definer
    set search_path = ''
as $$
declare
    late_carts uuid[];
    late_orders uuid[];
begin
    select coalesce(array_agg(o.id), '{}'), coalesce(array_agg(o.cart_id), '{}') into late_orders, late_carts
      from (select o.id, o.cart_id from ticketing.orders o
             where o.status in ('pending', 'awaiting_approval') and o.expires_at <= now() - older_than
               and (event is null or o.event_id = event)
             order by o.expires_at limit most for update skip locked) o;
    late_carts := late_carts || coalesce((
        select array_agg(h.cart_id) from (
            select distinct h.cart_id from ticketing.holds h
             where h.state = 'active' and h.expires_at <= now() - older_than and (event is null or h.event_id = event)
               and not exists (select from ticketing.orders o where o.cart_id = h.cart_id and o.status in ('pending', 'awaiting_approval'))
             limit most) h), '{}');
    if dry_run then
        return query select cardinality(late_orders), coalesce(sum(h.places), 0)::integer
                       from ticketing.holds h where h.cart_id = any(late_carts) and h.state = 'active';
        return;
    end if;
    update ticketing.orders o set status = 'expired' where o.id = any(late_orders);
    return query
    with late as (
        select h.cart_id, h.pool_id from ticketing.holds h
         where h.cart_id = any(late_carts) and h.state = 'active'
         order by h.pool_id, h.cart_id for update skip locked
    ), ended as (
        update ticketing.holds h set state = 'expired' from late l where h.cart_id = l.cart_id and h.pool_id = l.pool_id
        returning h.pool_id, h.places
    ), freed as (
        select e.pool_id, sum(e.places)::integer as places from ended e group by e.pool_id
    ), locked as (
        select p.id from ticketing.pools p where p.id in (select f.pool_id from freed f) order by p.id for no key update
    ), given as (
        update ticketing.pools p set held = p.held - f.places from freed f, locked l where p.id = l.id and f.pool_id = p.id
        returning f.places
    )
    select cardinality(late_orders), coalesce(sum(g.places), 0)::integer from given g;
end $$;
grant execute on function ticketing.release_abandoned to service_role;

-- Changes how many places a pool has; never below what is held and sold, which the table itself refuses. Null: unlimited.
create function ticketing.set_capacity(pool uuid, places integer) returns void
    language sql volatile security definer
    set search_path = ''
begin atomic
    update ticketing.pools p set unlimited = (places is null), capacity = coalesce(places, p.held + p.sold) where p.id = pool;
end;
grant execute on function ticketing.set_capacity to service_role;

-- Cancels tickets and gives their places back, each once. A ticket whose holder is inside is cancelled too: the money went back.
create function ticketing.cancel_tickets(tickets uuid[]) returns integer
    language plpgsql volatile security definer
    set search_path = ''
as $$
declare
    ended integer;
begin
    perform 1 from ticketing.tickets t where t.id = any(tickets) order by t.id for no key update;
    with gone as (
        update ticketing.tickets t set status = 'cancelled', cancelled_at = now()
         where t.id = any(tickets) and t.status = 'valid'
        returning t.tier_id
    ), given as (
        select tp.pool_id, count(*)::integer as places
          from gone g join ticketing.tier_pools tp on tp.tier_id = g.tier_id group by tp.pool_id
    ), locked as (
        select p.id from ticketing.pools p where p.id in (select v.pool_id from given v) order by p.id for no key update
    ), freed as (
        update ticketing.pools p set sold = p.sold - v.places from given v, locked l where p.id = v.pool_id and l.id = p.id
        returning 1
    )
    select count(*) into ended from gone where (select count(*) from freed) >= 0;
    return ended;
end $$;
grant execute on function ticketing.cancel_tickets to service_role;
