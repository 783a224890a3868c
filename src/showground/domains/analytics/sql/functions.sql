-- When an identifier of version 7 was made: its first 48 bits are milliseconds. (PostgreSQL has a function for this from 17 on.)
create function analytics.made_at(id uuid) returns timestamptz
    language sql immutable strict parallel safe
    set search_path = ''
    return to_timestamp(('x0000' || left(replace(id::text, '-', ''), 12))::bit(64)::bigint / 1000.0);

-- Records what visitors saw and did: arrays of equal length, one element a sighting. With a surface it is a showing, of a post where one
-- is named, else of the event; with a kind it is an analytics event; both, when an event's page was seen. `viewers` are verified
-- principals or null, `links` are SHA-256 of the tokens that unlisted events were opened with. Only what its viewer may see is
-- recorded, and nothing that is older than a day. Who it was is kept only of those who consented; else the visitor's key; `nobody`:
-- neither. The time is the identifier's, so sending again records once. Returns the identifiers that were new.
create function analytics.record_sightings(
    ids uuid[], viewers uuid[], events uuid[], posts uuid[], orgs uuid[], surfaces analytics.surface[], kinds text[], dwells integer[],
    links text[], nobody boolean[], visitors bigint[], properties jsonb[])
    returns setof uuid
    language plpgsql volatile security definer
    set search_path = ''
as $$
begin
    return query
    with given as (
        select t.*, analytics.made_at(t.id) as at,
               case when not t.nobody and c.given then t.viewer end as person,
               case when not t.nobody and c.given is not true then t.visitor_key end as visitor
          from unnest(ids, viewers, events, posts, orgs, surfaces, kinds, dwells, links, nobody, visitors, properties)
               as t (id, viewer, event_id, post_id, org_id, surface, kind, dwell, link, nobody, visitor_key, properties)
          left join lateral (select x.given from users.consents x
                              where x.user_id = t.viewer and x.purpose = 'analytics'
                              order by x.decided_at desc, x.id desc limit 1) c on true
    ), seen as materialized (
        select g.*, e.owner_org_id, e.owner_user_id
          from given g
          join events.events e on e.id = g.event_id
         cross join lateral (select e.owner_user_id = g.viewer
                                 or exists (select from organizations.org_memberships m
                                             where m.org_id = e.owner_org_id and m.user_id = g.viewer) as is_staff,
                             exists (select from events.event_access a where a.event_id = e.id and a.user_id = g.viewer) as is_let_in) v
         where e.status not in ('draft', 'scheduled')
           and g.at between now() - interval '1 day' and now() + interval '1 minute'
           and (e.visibility = 'public' or v.is_staff or v.is_let_in
                or (e.visibility = 'unlisted'
                    and exists (select from events.event_links l where l.event_id = e.id and l.link_token_hash = g.link)))
           and (g.post_id is null
                or exists (select from events.event_posts p
                            where p.event_id = e.id and p.id = g.post_id and p.deleted_at is null
                              and (p.visibility = 'public' or v.is_staff or p.author_user_id = g.viewer
                                   or (p.visibility = 'holders' and v.is_let_in)
                                   or (p.visibility = 'followers'
                                       and exists (select from users.follows f
                                                    where f.follower_user_id = g.viewer and f.status = 'accepted'
                                                      and (f.target_event_id = e.id or f.target_org_id = e.owner_org_id
                                                           or f.target_user_id = e.owner_user_id))))))
    ), of_events as (
        insert into analytics.event_impressions
               (id, created_at, event_id, seller_org_id, seller_user_id, viewer_user_id, surface, dwell_ms, visitor)
        select s.id, s.at, s.event_id, s.owner_org_id, s.owner_user_id, s.person, s.surface, s.dwell, s.visitor
          from seen s where s.surface is not null and s.post_id is null
            on conflict do nothing
        returning id
    ), of_posts as (
        insert into analytics.post_impressions
               (id, created_at, event_id, post_id, seller_org_id, seller_user_id, viewer_user_id, surface, dwell_ms, visitor)
        select s.id, s.at, s.event_id, s.post_id, s.owner_org_id, s.owner_user_id, s.person, s.surface, s.dwell, s.visitor
          from seen s where s.surface is not null and s.post_id is not null
            on conflict do nothing
        returning id
    ), done as (
        insert into analytics.analytics_events
               (id, created_at, event_type, user_id, event_id, seller_org_id, seller_user_id, properties, visitor)
        select s.id, s.at, s.kind, s.person, s.event_id, s.owner_org_id, s.owner_user_id, coalesce(s.properties, '{}'), s.visitor
          from seen s where s.kind is not null
         union all
        select g.id, g.at, g.kind, g.person, null, o.id, null, coalesce(g.properties, '{}'), g.visitor
          from given g
          join organizations.organizations o on o.id = g.org_id
         where g.event_id is null and g.kind is not null and g.at between now() - interval '1 day' and now() + interval '1 minute'
            on conflict do nothing
        returning id
    )
    select o.id from of_events o
     union
    select o.id from of_posts o
     union
    select o.id from done o;
end $$;
comment on function analytics.record_sightings is 'gate: the batch of sightings that an API process collected; proves what each viewer may see and what he consented to';

-- Counts the showings of one statement by event and day. Each visitor of a page is counted once a day.
create function analytics.count_impressions() returns trigger
    language plpgsql volatile security definer
    set search_path = ''
as $$
begin
    with came as (
        insert into analytics.event_visitors (day, event_id, kind, visitor)
        select distinct (f.created_at at time zone 'UTC')::date, f.event_id, 'event.viewed', coalesce(f.visitor, analytics.key_of(f.viewer_user_id))
          from fresh f
         where f.surface = 'event_page' and coalesce(f.visitor, analytics.key_of(f.viewer_user_id)) is not null
         order by 1, 2, 4
            on conflict do nothing
        returning day, event_id
    ), firsts as (
        select c.day, c.event_id, count(*) as visitors from came c group by 1, 2
    )
    insert into analytics.event_days as d (event_id, day, kind, seller_org_id, seller_user_id, facts, visitors)
    select n.event_id, n.day, n.kind, n.seller_org_id, n.seller_user_id, n.facts,
           case n.kind when 'event.viewed' then coalesce(c.visitors, 0) else 0 end
      from (select f.event_id, (f.created_at at time zone 'UTC')::date as day, f.seller_org_id, f.seller_user_id, count(*) as facts,
                   case f.surface when 'event_page' then 'event.viewed' else 'event.shown' end as kind
              from fresh f group by 1, 2, 3, 4, 6) n
      left join firsts c on c.day = n.day and c.event_id = n.event_id
     order by n.event_id, n.day, n.kind
        on conflict on constraint event_days_pkey
        do update set facts = d.facts + excluded.facts, visitors = d.visitors + excluded.visitors;
    return null;
end $$;

-- Counts the analytics events of one statement by event and day. A page that was seen is a showing and counted as such.
create function analytics.count_events() returns trigger
    language plpgsql volatile security definer
    set search_path = ''
as $$
begin
    with came as (
        insert into analytics.event_visitors (day, event_id, kind, visitor)
        select distinct (f.created_at at time zone 'UTC')::date, f.event_id, f.event_type, coalesce(f.visitor, analytics.key_of(f.user_id))
          from fresh f
         where f.event_id is not null and f.event_type <> 'event.viewed' and f.ticket_id is null
           and coalesce(f.visitor, analytics.key_of(f.user_id)) is not null
         order by 1, 2, 3, 4
            on conflict do nothing
        returning day, event_id, kind
    ), firsts as (
        select c.day, c.event_id, c.kind, count(*) as visitors from came c group by 1, 2, 3
    )
    insert into analytics.event_days as d (event_id, day, kind, seller_org_id, seller_user_id, facts, visitors)
    select n.event_id, n.day, n.kind, n.seller_org_id, n.seller_user_id, n.facts, coalesce(c.visitors, 0)
      from (select f.event_id, (f.created_at at time zone 'UTC')::date as day, f.event_type as kind, f.seller_org_id, f.seller_user_id,
                   count(*) as facts
              from fresh f where f.event_id is not null and f.event_type <> 'event.viewed' group by 1, 2, 3, 4, 5) n
      left join firsts c on c.day = n.day and c.event_id = n.event_id and c.kind = n.kind
     order by n.event_id, n.day, n.kind
        on conflict on constraint event_days_pkey
        do update set facts = d.facts + excluded.facts, visitors = d.visitors + excluded.visitors;
    return null;
end $$;

-- A person as a visitor's key, so that he is counted like those who are none.
create function analytics.key_of(person uuid) returns bigint
    language sql immutable strict parallel safe
    set search_path = ''
    return ('x' || left(md5(person::text), 16))::bit(64)::bigint;
