-- Tickets of the order that a guest holds the link of.
create function ticketing.ids_of_guest() returns setof uuid
    language sql stable security definer
    set search_path = ''
begin atomic
    select i.ticket_id from ticketing.order_items i
     where i.order_id = showground.claim('order')::uuid and i.ticket_id is not null;
end;
grant execute on function ticketing.ids_of_guest to anon, authenticated, service_role;

-- Whether the caller is the buyer of an order.
create function ticketing.bought_by_caller(wanted uuid) returns boolean
    language plpgsql stable security definer
    set search_path = ''
as $$
begin
    return exists (select from ticketing.orders o where o.id = wanted and o.user_id = auth.uid());
end $$;
grant execute on function ticketing.bought_by_caller to anon, authenticated, service_role;

-- Whether the caller holds a ticket.
create function ticketing.held_by_caller(wanted uuid) returns boolean
    language plpgsql stable security definer
    set search_path = ''
as $$
begin
    return exists (select from ticketing.tickets t where t.id = wanted and t.owner_user_id = auth.uid());
end $$;
grant execute on function ticketing.held_by_caller to anon, authenticated, service_role;

-- Every edit of a tier raises its revision: a sale names the revision it was priced at.
create function ticketing.raise_revision() returns trigger
    language plpgsql
    set search_path = ''
as $$
begin
    new.revision := old.revision + 1;
    return new;
end $$;

create function ticketing.move_order_forward() returns trigger
    language plpgsql
    set search_path = ''
as $$
begin
    if not (case old.status
        when 'pending' then true
        when 'awaiting_approval' then new.status <> 'paid'
        when 'expired' then new.status = 'paid'
        when 'cancelled' then new.status = 'paid' and old.paid_at is null
        when 'paid' then new.status = 'cancelled'
        else false end)
    then
        raise exception 'an order does not go from % to %', old.status, new.status using errcode = 'SG031';
    end if;
    return new;
end $$;

create function ticketing.keep_issued_ticket() returns trigger
    language plpgsql
    set search_path = ''
as $$
begin
    raise exception 'a unit keeps the ticket that was issued for it' using errcode = 'SG032';
end $$;
