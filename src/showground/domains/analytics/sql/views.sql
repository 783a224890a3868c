-- Four questions across the schemas. Each kind of row is aggregated by itself before it meets the others: a join of all of them
-- multiplies rows, and money with them. Subqueries stand by the row they belong to, so asking for one of them reads nothing else.
-- As views of the caller they show what he may see.

-- What a person did, newest first when ordered by `at`: one row for each thing.
create view analytics.user_activity with (security_invoker = true) as
select u.user_id, u.display_name, a.kind, a.id, a.event_id, a.title, a.at
  from users.user_profiles u
 cross join lateral (
    select 'event_created' as kind, e.id, e.id as event_id, e.title, e.created_at as at
      from events.events e
     where e.created_by = u.user_id
     union all
    select 'ticket_owned' as kind, t.id, t.event_id, e.title, t.issued_at
      from ticketing.tickets t
      left join events.events e on e.id = t.event_id
     where t.owner_user_id = u.user_id
     union all
    select 'post_made' as kind, p.id, p.event_id, left(p.text, 200) as title, p.created_at
      from events.event_posts p
     where p.author_user_id = u.user_id and p.deleted_at is null
     union all
    select 'analytics_action' as kind, f.id, f.event_id, f.event_type, f.created_at
      from analytics.analytics_events f
     where f.user_id = u.user_id
 ) a;
comment on view analytics.user_activity is 'Events, tickets, posts and analytics of a person as one timeline: a sum of rows, not a product.';

-- What hangs on an event.
create view analytics.event_ecosystem with (security_invoker = true) as
select e.id as event_id, e.title, e.owner_context_type, e.owner_context_id,
       (select count(*) from ticketing.tickets t where t.event_id = e.id and t.status = 'valid') as ticket_count,
       (select count(distinct s.sponsor_id) from sponsorship.event_sponsorships s where s.event_id = e.id and s.status <> 'cancelled') as sponsor_count,
       (select count(*) from events.event_posts p where p.event_id = e.id and p.deleted_at is null) as post_count,
       (select count(*) from analytics.event_impressions i where i.event_id = e.id) as impression_count
  from events.events e;
comment on view analytics.event_ecosystem is 'Valid tickets, sponsors, posts and impressions of an event.';

-- What an organization has. Revenue is what its wallets got for what it sells: payouts, top-ups and money spent on ads are not.
create view analytics.organization_dashboard with (security_invoker = true) as
select o.id as org_id, o.name,
       (select count(*) from organizations.org_memberships m where m.org_id = o.id) as member_count,
       (select count(*) from events.events e where e.owner_org_id = o.id) as event_count,
       (select count(*) from campaigns.campaigns c where c.org_id = o.id) as campaign_count,
       (select coalesce(jsonb_object_agg(r.currency_code, r.amount), '{}')
          from (select w.currency_code,
                       (select coalesce(sum(t.amount), 0)
                          from payments.org_wallet_transactions t
                         where t.wallet_id = w.id and t.kind not in ('payout', 'top_up', 'ad_spend'))::bigint as amount
                  from payments.org_wallets w
                 where w.org_id = o.id) r) as revenue
  from organizations.organizations o;
comment on view analytics.organization_dashboard is 'Members, own events and campaigns of an organization, and its revenue: an object of minor units by currency.';

-- How a ticket was bought. Left joins: guests have no profile, given tickets no order, and an owner is a person or an organization.
create view analytics.ticket_purchases with (security_invoker = true) as
select t.id as ticket_id, t.status as ticket_status, t.owner_user_id, h.display_name as holder,
       o.id as order_id, o.status as order_status, o.user_id as buyer_user_id,
       coalesce(b.display_name, nullif(o.contact_name, '')) as buyer,
       e.id as event_id, e.title as event, tt.name as tier,
       i.total_amount as paid, o.total_amount as order_total, o.currency_code,
       case when exists (select from payments.org_wallet_transactions w where w.related_order_id = o.id and w.kind = 'sale')
            then (i.total_amount - i.fee_amount)::bigint end as payout,
       e.owner_context_type, e.owner_context_id, coalesce(org.name, p.display_name) as organizer
  from ticketing.tickets t
  left join events.events e on e.id = t.event_id
  left join ticketing.ticket_tiers tt on tt.id = t.tier_id
  left join users.user_profiles h on h.user_id = t.owner_user_id
  left join ticketing.order_items i on i.ticket_id = t.id
  left join ticketing.orders o on o.id = i.order_id
  left join users.user_profiles b on b.user_id = o.user_id
  left join organizations.organizations org on org.id = e.owner_org_id
  left join users.user_profiles p on p.user_id = e.owner_user_id;
comment on view analytics.ticket_purchases is
    'One row a ticket. `payout` is this ticket''s share of what its seller''s wallet got for the order; null when nothing was posted or the wallet is not the caller''s to see.';

grant select on analytics.user_activity, analytics.event_ecosystem, analytics.organization_dashboard, analytics.ticket_purchases
      to authenticated, service_role;
