-- A platform as it grows when nobody thinks of schemas: everything in public, with one of each thing that a move can break.
create type order_state as enum ('pending', 'paid', 'cancelled');
create type ticket_state as enum ('valid', 'used');
create domain money_minor as bigint check (value >= 0);
create type place_request as (pool_id bigint, places integer);
create sequence invoice_numbers start 1000;

create table countries (code text primary key, label text not null);
create table currencies (code text primary key, exponent integer not null default 2);
create table industries (id serial primary key, label text not null unique);
create table timezones (name text primary key);

create table users (id bigserial primary key, handle text not null unique, country text references countries (code), created_at timestamptz not null default now());
create table user_settings (user_id bigint primary key references users (id) on delete cascade, locale text not null default 'en');
create table user_sessions (id bigserial primary key, user_id bigint not null references users (id), token text not null);
create table user_follows (follower_id bigint references users (id), followed_id bigint references users (id), primary key (follower_id, followed_id));

create table organizations (id bigserial primary key, name text not null, industry_id integer references industries (id));
create table organization_members (org_id bigint references organizations (id), user_id bigint references users (id), role text not null default 'staff', primary key (org_id, user_id));
create table organization_invitations (id bigserial primary key, org_id bigint not null references organizations (id), email text not null);

create table venues (id bigserial primary key, name text not null, country text references countries (code), zone text references timezones (name));
create table events (id bigserial primary key, org_id bigint references organizations (id), venue_id bigint references venues (id), created_by bigint references users (id),
                     title text not null, title_lower text generated always as (lower(title)) stored, starts_at timestamptz);
create table event_occurrences (id bigserial primary key, event_id bigint not null references events (id), at timestamptz not null);
create table event_posts (id bigserial primary key, event_id bigint not null references events (id), author_id bigint references users (id), body text not null);
create table event_comments (id bigserial primary key, post_id bigint not null references event_posts (id), author_id bigint references users (id), body text not null);
create table event_reactions (comment_id bigint references event_comments (id), user_id bigint references users (id), primary key (comment_id, user_id));
create table event_media (id bigserial primary key, event_id bigint references events (id), url text);
create table event_tags (event_id bigint references events (id), tag text, primary key (event_id, tag));

create table ticket_pools (id bigserial primary key, event_id bigint not null references events (id), capacity integer not null check (capacity >= 0), sold integer not null default 0,
                           constraint ticket_pools_not_oversold check (sold <= capacity));
create table ticket_tiers (id bigserial primary key, pool_id bigint references ticket_pools (id), label text not null, price money_minor not null default 0, currency text references currencies (code));
create table promo_codes (id bigint generated always as identity primary key, event_id bigint references events (id), code text not null);
create unique index promo_codes_by_code on promo_codes (event_id, lower(code)) where code <> '';
create table orders (id bigserial primary key, user_id bigint references users (id), event_id bigint references events (id), state order_state not null default 'pending',
                     total money_minor not null default 0, invoice bigint default nextval('invoice_numbers'), changed_at timestamptz);
create table order_items (id bigserial primary key, order_id bigint not null references orders (id) on delete cascade, tier_id bigint references ticket_tiers (id), price money_minor not null);
create table tickets (id bigserial primary key, item_id bigint references order_items (id), owner_id bigint references users (id), state ticket_state not null default 'valid');
create table ticket_transfers (id bigserial primary key, ticket_id bigint references tickets (id), to_user_id bigint references users (id));
create table scan_logs (id bigserial primary key, ticket_id bigint references tickets (id), verdict text not null);
create table order_audit (id bigserial primary key, order_id bigint, what text not null, rows integer);

create table wallets (id bigserial primary key, org_id bigint references organizations (id), currency text references currencies (code), unique (org_id, currency));
create table wallet_transactions (id bigserial primary key, wallet_id bigint not null references wallets (id), order_id bigint references orders (id), amount bigint not null);
create table payout_accounts (id bigserial primary key, org_id bigint references organizations (id), iban text);
create table payouts (id bigserial primary key, account_id bigint references payout_accounts (id), amount money_minor not null);
create table refunds (id bigserial primary key, order_id bigint references orders (id) deferrable initially deferred, amount money_minor not null);

create table sponsors (id bigserial primary key, org_id bigint references organizations (id), label text not null);
create table sponsor_members (sponsor_id bigint references sponsors (id), user_id bigint references users (id), primary key (sponsor_id, user_id));
create table sponsor_packages (id bigserial primary key, event_id bigint references events (id), sponsor_id bigint references sponsors (id), price money_minor);
create table sponsor_proposals (id bigserial primary key, package_id bigint references sponsor_packages (id), body text);

create table conversations (id bigserial primary key, subject text);
create table conversation_participants (conversation_id bigint references conversations (id), user_id bigint references users (id), primary key (conversation_id, user_id));
create table messages (id bigserial primary key, conversation_id bigint references conversations (id), sender_id bigint references users (id), body text not null);
create table notifications (id bigserial primary key, user_id bigint references users (id), event_id bigint references events (id), kind text not null);

create table analytics_events (id bigint not null, user_id bigint references users (id), kind text not null, at date not null, primary key (id, at, kind)) partition by range (at);
create table analytics_events_2026_01 partition of analytics_events for values from ('2026-01-01') to ('2026-02-01');
create table analytics_events_2026_02 partition of analytics_events for values from ('2026-02-01') to ('2026-03-01') partition by list (kind);
create table analytics_events_2026_02_view partition of analytics_events_2026_02 for values in ('view');
create table analytics_events_2026_02_rest partition of analytics_events_2026_02 default;
create index analytics_events_by_user on analytics_events (user_id);
create table "Legacy Imports" (id serial primary key, "Raw Row" text, "order" bigint references orders (id));

create view paid_orders as select o.id, o.total, u.handle from orders o join users u on u.id = o.user_id where o.state = 'paid';
create view paid_orders_by_handle with (security_invoker = true) as select handle, sum(total) as total from paid_orders group by handle;
create materialized view event_sales as select e.id, count(t.id) as tickets from events e left join ticket_pools p on p.event_id = e.id left join ticket_tiers t on t.pool_id = p.id group by e.id;
create unique index event_sales_by_event on event_sales (id);
create rule no_deletes as on delete to order_audit do instead nothing;

-- bodies
create function order_total(wanted bigint) returns bigint language sql stable as $$
    select coalesce(sum(order_items.price), 0) from order_items where order_items.order_id = wanted
$$;
create function order_total(wanted text) returns bigint language sql stable as 'select order_total(wanted::bigint)';
create function place_order(buyer bigint, what bigint, tiers bigint[]) returns bigint language plpgsql as $$
declare
    made orders%rowtype;
    cost public.ticket_tiers.price%type := 0;
    state order_state default 'pending';
    tier record;
    one bigint;
begin
    insert into orders (user_id, event_id, state) values (buyer, what, state) returning * into made;
    foreach one in array tiers loop
        select t.price, t.id into strict tier from ticket_tiers t where t.id = one;
        cost := cost + tier.price;
        insert into public.order_items (order_id, tier_id, price) values (made.id, tier.id, tier.price);
    end loop;
    for tier in select i.id from order_items i where i.order_id = made.id order by i.id loop
        insert into tickets (item_id, owner_id) values (tier.id, buyer);
    end loop;
    update orders set total = cost, state = 'paid'::order_state where orders.id = made.id;
    if not exists (select from tickets join order_items on order_items.id = tickets.item_id where order_id = made.id) then
        raise exception 'orders without tickets: %', made.id using errcode = 'P0001';
    end if;
    return made.id;
end $$;
create function order_touched() returns trigger language plpgsql as $$
begin
    new.changed_at := coalesce((select max(at) from event_occurrences where event_id = new.event_id), new.changed_at);
    if tg_op = 'UPDATE' and old.state = 'paid'::order_state and new.state <> old.state then
        raise exception 'no orders are unpaid';
    end if;
    return new;
end $$;
create trigger orders_touched before insert or update on orders for each row execute function order_touched();
create function orders_counted() returns trigger language plpgsql set search_path = public as $$
begin
    insert into order_audit (what, rows) select tg_op, count(*) from fresh join orders on orders.id = fresh.id;
    return null;
end $$;
create trigger orders_counted after insert on orders referencing new table as fresh for each statement execute function orders_counted();
create function next_invoice() returns bigint language sql as $$ select nextval('invoice_numbers') $$;
create function next_order() returns regclass language plpgsql as $$ begin return 'public.orders'::regclass; end $$;
create function order_word(state order_state) returns text language sql immutable as $$ select case state when 'paid'::order_state then 'ok' else 'open' end $$;
create function orders_of(buyer bigint) returns setof orders language sql stable set search_path = '' as $$ select * from public.orders where user_id = buyer order by id $$;
create function handles(out handle text, out events bigint) returns setof record language plpgsql stable as $$
begin
    return query with tickets as (select u.handle, count(e.id) as events from users u left join events e on e.created_by = u.id group by 1)
                 select tickets.handle, tickets.events from tickets order by 1;
end $$;
create function sold(out places integer) language sql stable begin atomic
    select coalesce(sum(sold), 0)::integer from ticket_pools; end;
create function first_of(things anyarray, fallback anyelement) returns anyelement language plpgsql stable as $$
begin
    if (select count(*) from currencies) < 0 then return fallback; end if;
    return things[1];
end $$;
create function walk_users() returns text language plpgsql as $$
declare
    pages no scroll cursor (least bigint) for select handle from users where id >= least order by id;
    said text := '';
    name users.handle%type;
begin
    open pages(0);
    loop
        fetch pages into name;
        exit when not found;
        case when exists (select from user_settings s join users u on u.id = s.user_id where u.handle = name) then said := said || name || '+';
             else said := said || name || '-'; end case;
    end loop;
    close pages;
    return said;
exception when no_data_found then
    return (select count(*)::text from users);
end $$;
create function hold(wanted place_request[]) returns integer language plpgsql as $$
<<outer_block>>
declare total integer := 0; asked place_request;
begin
    foreach asked in array wanted loop
        update ticket_pools p set sold = p.sold + asked.places where p.id = asked.pool_id;
        outer_block.total := total + (asked).places;
    end loop;
    return outer_block.total;
end $$;
create procedure forget_scans() language plpgsql as $$ begin truncate table scan_logs; delete from only scan_logs using tickets where tickets.id = scan_logs.ticket_id; end $$;
create function clean(which bigint) returns void language sql security definer set search_path = public, pg_temp as $$
    delete from ticket_transfers where ticket_id = which; update tickets set state = 'used' where id = which;
$$;
create function seen(person bigint) returns boolean language sql stable security definer as 'select exists (select from users where users.id = person)';
create function unrelated(a integer) returns integer language sql immutable as 'select a + 1';

alter table orders enable row level security;
create policy orders_own on orders using (seen(user_id) and user_id in (select m.user_id from organization_members m)) with check (total >= 0);
alter table tickets enable row level security;
alter table tickets force row level security;
create policy tickets_read on tickets for select to public using (exists (select from order_items i join orders o on o.id = i.order_id where i.id = item_id));
create statistics order_statistics on user_id, event_id from orders;
comment on table orders is 'What people bought.';
comment on column orders.total is 'Minor units.';
alter table events add constraint events_titled check (first_of(array[title], '') <> '');
grant select, insert on orders to public;
grant select (id, title) on events to public;
grant usage on sequence orders_id_seq to public;

insert into countries values ('de', 'Germany'), ('fr', 'France');
insert into currencies values ('EUR', 2);
insert into users (handle, country) values ('ada', 'de'), ('bob', 'fr'), ('cyd', null);
insert into user_settings values (1, 'de');
insert into organizations (name) values ('Club');
insert into organization_members values (1, 1);
insert into events (org_id, created_by, title) values (1, 1, 'Opening'), (1, 2, 'Closing');
insert into ticket_pools (event_id, capacity) values (1, 100);
insert into ticket_tiers (pool_id, label, price, currency) values (1, 'Adult', 2000, 'EUR'), (1, 'Child', 500, 'EUR');
select place_order(1, 1, array[1, 2]::bigint[]);
insert into scan_logs (ticket_id, verdict) values (1, 'admitted');
insert into analytics_events values (1, 1, 'view', '2026-01-05'), (2, 1, 'view', '2026-02-05'), (3, 2, 'click', '2026-02-06');
refresh materialized view event_sales;
