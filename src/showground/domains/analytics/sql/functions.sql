-- When an identifier of version 7 was made: its first 48 bits are milliseconds. (PostgreSQL has a function for this from 17 on.)
create function analytics.made_at(id uuid) returns timestamptz
    language sql immutable strict parallel safe
    set search_path = ''
    return to_timestamp(('x0000' || left(replace(id::text, '-', ''), 12))::bit(64)::bigint / 1000.0);

-- Records what was shown to whom: arrays of equal length, one element a showing; `viewers` are verified principals or null, `posts`
-- is null where the event itself was shown, `links` are SHA-256 of the tokens that unlisted events were opened with. Only what its
-- viewer may see is recorded, and nothing that is older than a day. The time is the identifier's, so sending again records once.
-- Returns the identifiers that were new.
create function analytics.record_impressions(
    ids uuid[], viewers uuid[], events uuid[], posts uuid[], surfaces analytics.surface[], dwells integer[], links text[])
    returns setof uuid
    language plpgsql volatile security definer
    set search_path = ''
as $$
begin
    return query
    with shown as materialized (
        select t.id, analytics.made_at(t.id) as at, e.id as event_id, t.post_id, e.owner_org_id, e.owner_user_id,
               t.viewer, t.surface, t.dwell
          from unnest(ids, viewers, events, posts, surfaces, dwells, links) as t (id, viewer, event_id, post_id, surface, dwell, link)
          join events.events e on e.id = t.event_id
         cross join lateral (select e.owner_user_id = t.viewer
                                 or exists (select from organizations.org_memberships m
                                             where m.org_id = e.owner_org_id and m.user_id = t.viewer) as is_staff,
                             exists (select from events.event_access a where a.event_id = e.id and a.user_id = t.viewer) as is_let_in) v
         where e.status not in ('draft', 'scheduled')
           and analytics.made_at(t.id) between now() - interval '1 day' and now() + interval '1 minute'
           and (e.visibility = 'public' or v.is_staff or v.is_let_in
                or (e.visibility = 'unlisted'
                    and exists (select from events.event_links l where l.event_id = e.id and l.link_token_hash = t.link)))
           and (t.post_id is null
                or exists (select from events.event_posts p
                            where p.event_id = e.id and p.id = t.post_id and p.deleted_at is null
                              and (p.visibility = 'public' or v.is_staff or p.author_user_id = t.viewer
                                   or (p.visibility = 'holders' and v.is_let_in)
                                   or (p.visibility = 'followers'
                                       and exists (select from users.follows f
                                                    where f.follower_user_id = t.viewer and f.status = 'accepted'
                                                      and (f.target_event_id = e.id or f.target_org_id = e.owner_org_id
                                                           or f.target_user_id = e.owner_user_id))))))
    ), of_events as (
        insert into analytics.event_impressions (id, created_at, event_id, seller_org_id, seller_user_id, viewer_user_id, surface, dwell_ms)
        select s.id, s.at, s.event_id, s.owner_org_id, s.owner_user_id, s.viewer, s.surface, s.dwell from shown s where s.post_id is null
            on conflict do nothing
        returning id
    ), of_posts as (
        insert into analytics.post_impressions
               (id, created_at, event_id, post_id, seller_org_id, seller_user_id, viewer_user_id, surface, dwell_ms)
        select s.id, s.at, s.event_id, s.post_id, s.owner_org_id, s.owner_user_id, s.viewer, s.surface, s.dwell
          from shown s where s.post_id is not null
            on conflict do nothing
        returning id
    )
    select o.id from of_events o
     union all
    select o.id from of_posts o;
end $$;
comment on function analytics.record_impressions is 'gate: the batch of showings that an API process collected; proves what each viewer may see';
