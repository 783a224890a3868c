-- The unlisted event whose link the caller holds, or null.
create function events.linked_to_caller() returns uuid
    language sql stable security definer
    set search_path = ''
begin atomic
    select l.event_id
      from events.event_links l
      join events.events e on e.id = l.event_id
     where l.link_token_hash = showground.claim('link') and e.visibility = 'unlisted' and e.status not in ('draft', 'scheduled');
end;
grant execute on function events.linked_to_caller to anon, authenticated, service_role;

-- Events that are open to the caller for a reason of his own: a ticket, an invitation, a role.
create function events.ids_open_to_caller() returns setof uuid
    language sql stable security definer
    set search_path = ''
begin atomic
    select a.event_id from events.event_access a where a.user_id = auth.uid();
end;
grant execute on function events.ids_open_to_caller to authenticated, service_role;

-- Events at which the caller has one of these roles of his own. A handful of rows: policies hash it once a statement.
create function events.ids_staffed_by_caller(roles events.staff_role[]) returns setof uuid
    language sql stable security definer
    set search_path = ''
    rows 3
begin atomic
    select s.event_id from events.event_staff s where s.user_id = auth.uid() and s.role = any ($1) and (s.ends_at is null or s.ends_at > now());
end;
grant execute on function events.ids_staffed_by_caller to anon, authenticated, service_role;

-- Whether the caller sees an event: asked of the table as himself, so the policy is written once. In plpgsql, because an inlined
-- subquery would be planned as a hash over every event he sees; this way it is one index probe a row.
create function events.shown_to_caller(event uuid) returns boolean
    language plpgsql stable security invoker
    set search_path = ''
as $$
begin
    return exists (select from events.events e where e.id = event);
end $$;
grant execute on function events.shown_to_caller to anon, authenticated, service_role;

-- Whether the caller may change an event: its owner, an editor of the organization that owns it, or its own manager.
create function events.edited_by_caller(event uuid) returns boolean
    language plpgsql stable security definer
    set search_path = ''
as $$
begin
    return exists (select from events.events e
                    where e.id = event
                      and (e.owner_user_id = auth.uid()
                           or e.owner_org_id = organizations.of_key('editor')
                           or exists (select from organizations.org_memberships m
                                       where m.org_id = e.owner_org_id and m.user_id = auth.uid() and m.role >= 'editor')
                           or exists (select from events.event_staff s
                                       where s.event_id = e.id and s.user_id = auth.uid() and s.role = 'manager'
                                         and (s.ends_at is null or s.ends_at > now()))));
end $$;
grant execute on function events.edited_by_caller to anon, authenticated, service_role;

-- Whether a post of this visibility on this event is shown to the caller, a person.
create function events.post_shown_to_caller(event uuid, visibility events.post_visibility) returns boolean
    language plpgsql stable security invoker
    set search_path = ''
as $$
begin
    if not events.shown_to_caller(event) then
        return false;
    end if;
    if visibility = 'public' or events.edited_by_caller(event) then
        return true;
    end if;
    if visibility = 'holders' then
        return event in (select events.ids_open_to_caller());
    end if;
    return events.followed_by_caller(event);
end $$;
grant execute on function events.post_shown_to_caller to authenticated, service_role;

-- Whether the caller follows an event or who owns it.
create function events.followed_by_caller(event uuid) returns boolean
    language sql stable security definer
    set search_path = ''
begin atomic
    select exists (select from users.follows f, events.events e
                    where e.id = event and f.follower_user_id = auth.uid() and f.status = 'accepted'
                      and (f.target_event_id = e.id or f.target_org_id = e.owner_org_id or f.target_user_id = e.owner_user_id));
end;
grant execute on function events.followed_by_caller to authenticated, service_role;

-- Whether the caller may post on an event: who manages it, and who holds a ticket.
create function events.caller_may_post(event uuid) returns boolean
    language plpgsql stable security invoker
    set search_path = ''
as $$
begin
    return events.shown_to_caller(event)
       and (events.edited_by_caller(event) or event in (select events.ids_open_to_caller()));
end $$;
grant execute on function events.caller_may_post to authenticated, service_role;

-- Whether the caller sees a post, or the post of a comment: asked of the tables as himself.
create function events.post_open_to_caller(post uuid) returns boolean
    language plpgsql stable security invoker
    set search_path = ''
as $$
begin
    return exists (select from events.event_posts p where p.id = post);
end $$;
grant execute on function events.post_open_to_caller to anon, authenticated, service_role;

create function events.comment_open_to_caller(comment uuid) returns boolean
    language plpgsql stable security invoker
    set search_path = ''
as $$
begin
    return exists (select from events.event_comments c where c.id = comment);
end $$;
grant execute on function events.comment_open_to_caller to anon, authenticated, service_role;

-- Every event has at least one occurrence: checked when the transaction ends, so that both can be written in any order.
create function events.have_an_occurrence() returns trigger
    language plpgsql security definer
    set search_path = ''
as $$
declare
    event uuid;
begin
    if tg_op = 'INSERT' then
        event := new.id;
    else
        event := old.event_id;
    end if;
    if not exists (select from events.event_occurrences o where o.event_id = event) then
        raise exception 'event % has no occurrence', event using errcode = 'SG030';
    end if;
    return null;
end $$;

-- Which way an event's state may go; what the public once saw never becomes a draft again.
create function events.move_status_forward() returns trigger
    language plpgsql
    set search_path = ''
as $$
declare
    onward  boolean;
begin
    onward := case old.status
        when 'draft' then new.status in ('scheduled', 'published')
        when 'scheduled' then new.status in ('draft', 'published')
        when 'published' then new.status in ('postponed', 'cancelled', 'ended')
        when 'postponed' then new.status in ('published', 'cancelled', 'ended')
        when 'cancelled' then new.status = 'archived'
        when 'ended' then new.status = 'archived'
        else false end;
    if not onward then
        raise exception 'an event does not go from % to %', old.status, new.status using errcode = 'SG034';
    end if;
    return new;
end $$;

-- What everybody may see of what comes, by the indexes. Asked as the reader himself these would read every event: neither text search nor
-- lower() is leakproof, so a policy keeps them from their index. Nothing but public events leaves these functions.

-- Events on show that say all of the words (`ruby:* & gent:*`) in one of their languages; if none does, those whose title or city contains the text as it stands.
create function events.ids_found(words text, as_it_stands text, since timestamptz) returns setof uuid
    language sql stable security definer
    set search_path = ''
begin atomic
    with said as (
        select e.id
          from events.events e
         where e.search @@ to_tsquery('simple', words) and e.visibility = 'public' and e.status = 'published' and e.starts_at >= since
         union
        select e.id
          from events.event_texts x
          join events.events e on e.id = x.event_id
         where x.search @@ to_tsquery('simple', words) and e.visibility = 'public' and e.status = 'published' and e.starts_at >= since)
    select s.id from said s
     union all
    select e.id
      from events.events e
     where not exists (select from said)
       and e.visibility = 'public' and e.status = 'published' and e.starts_at >= since
       and (strpos(lower(e.title), as_it_stands) > 0 or strpos(lower(e.city), as_it_stands) > 0);
end;
grant execute on function events.ids_found to anon, authenticated, service_role;

-- Events on show about a topic.
create function events.ids_about(wanted text, since timestamptz) returns setof uuid
    language sql stable security definer
    set search_path = ''
begin atomic
    select t.event_id
      from events.event_topics t
      join events.events e on e.id = t.event_id
     where t.topic = wanted and e.visibility = 'public' and e.status = 'published' and e.starts_at >= since;
end;
grant execute on function events.ids_about to anon, authenticated, service_role;

-- Events on show in a city.
create function events.ids_in_city(wanted text, since timestamptz) returns setof uuid
    language sql stable security definer
    set search_path = ''
begin atomic
    select e.id
      from events.events e
     where lower(e.city) = lower(wanted) and e.city <> '' and e.starts_at >= since and e.visibility = 'public' and e.status = 'published';
end;
grant execute on function events.ids_in_city to anon, authenticated, service_role;

-- One page of what is on show, in the order of its start, after a cursor; a filter that is null does not narrow. As the reader himself this
-- would read every event too: under a policy the planner may not look into its statistics. The sets of found ids are built once, when asked for.
create function events.page_on_show(since timestamptz, until timestamptz, ends_after timestamptz, after timestamptz, after_id uuid, words text,
                                    as_it_stands text, about text, in_city text, in_country text, online boolean, most integer)
    returns table (id uuid, starts_at timestamptz)
    language sql stable security definer
    set search_path = ''
begin atomic
    select e.id, e.starts_at
      from events.events e
     where e.visibility = 'public' and e.status = 'published'
       and e.starts_at >= since and e.starts_at < until and e.ends_at > ends_after
       and (e.starts_at, e.id) > (after, after_id)
       and (words is null or e.id in (select events.ids_found(words, as_it_stands, since)))
       and (about is null or e.id in (select events.ids_about(about, since)))
       and (in_city is null or e.id in (select events.ids_in_city(in_city, since)))
       and (in_country is null or e.country_code = in_country)
       and (online is null or e.is_online = online)
     order by e.starts_at, e.id
     limit most;
end;
grant execute on function events.page_on_show to anon, authenticated, service_role;

create function events.count_on_show(since timestamptz, until timestamptz, ends_after timestamptz, words text, as_it_stands text, about text,
                                     in_city text, in_country text, online boolean) returns bigint
    language sql stable security definer
    set search_path = ''
begin atomic
    select count(*)
      from events.events e
     where e.visibility = 'public' and e.status = 'published'
       and e.starts_at >= since and e.starts_at < until and e.ends_at > ends_after
       and (words is null or e.id in (select events.ids_found(words, as_it_stands, since)))
       and (about is null or e.id in (select events.ids_about(about, since)))
       and (in_city is null or e.id in (select events.ids_in_city(in_city, since)))
       and (in_country is null or e.country_code = in_country)
       and (online is null or e.is_online = online);
end;
grant execute on function events.count_on_show to anon, authenticated, service_role;

-- What is public of an owner, to come and past: in the order of his index, as far as is shown. One arm for each kind of owner, of which one
-- is null: an "or" of the two, or the reader's own policy, would have all that the owner ever had read and sorted.
create function events.coming_ids_of_owner(owner_org uuid, owner_user uuid, moment timestamptz, most integer) returns table (id uuid)
    language sql stable security definer
    set search_path = ''
begin atomic
    (select e.id
       from events.events e
      where e.owner_org_id = owner_org and e.visibility = 'public' and e.status = 'published'
        and e.starts_at >= moment - interval '31 days' and e.ends_at >= moment
      order by e.starts_at, e.id
      limit most)
     union all
    (select e.id
       from events.events e
      where e.owner_user_id = owner_user and e.visibility = 'public' and e.status = 'published'
        and e.starts_at >= moment - interval '31 days' and e.ends_at >= moment
      order by e.starts_at, e.id
      limit most);
end;
grant execute on function events.coming_ids_of_owner to anon, authenticated, service_role;

create function events.past_ids_of_owner(owner_org uuid, owner_user uuid, moment timestamptz, most integer) returns table (id uuid)
    language sql stable security definer
    set search_path = ''
begin atomic
    (select e.id
       from events.events e
      where e.owner_org_id = owner_org and e.visibility = 'public' and (e.status = 'ended' or (e.status = 'published' and e.ends_at < moment))
      order by e.starts_at desc, e.id
      limit most)
     union all
    (select e.id
       from events.events e
      where e.owner_user_id = owner_user and e.visibility = 'public' and (e.status = 'ended' or (e.status = 'published' and e.ends_at < moment))
      order by e.starts_at desc, e.id
      limit most);
end;
grant execute on function events.past_ids_of_owner to anon, authenticated, service_role;

-- What public events are about, in the order of the alphabet.
create function events.topics_of(wanted uuid[]) returns table (event_id uuid, topics text[])
    language sql stable security definer
    set search_path = ''
begin atomic
    select t.event_id, array_agg(t.topic order by t.topic)
      from events.event_topics t
      join events.events e on e.id = t.event_id
     where t.event_id = any (wanted) and e.visibility = 'public' and e.status not in ('draft', 'scheduled')
     group by t.event_id;
end;
grant execute on function events.topics_of to anon, authenticated, service_role;

-- What public events are called in a language, as far as they say it.
create function events.titles_of(wanted uuid[], spoken text) returns table (event_id uuid, title text, language text)
    language sql stable security definer
    set search_path = ''
begin atomic
    select x.event_id, x.title, x.language
      from events.event_texts x
      join events.events e on e.id = x.event_id
     where x.event_id = any (wanted) and x.language = spoken and e.language <> spoken
       and e.visibility = 'public' and e.status not in ('draft', 'scheduled');
end;
grant execute on function events.titles_of to anon, authenticated, service_role;

-- How many events come, by topic and by city, the most first.
create function events.topics_on_show() returns table (slug text, name text, coming bigint)
    language sql stable security definer
    set search_path = ''
begin atomic
    select p.slug, p.name, count(*)
      from events.events e
      join events.event_topics t on t.event_id = e.id
      join events.topics p on p.slug = t.topic
     where e.visibility = 'public' and e.status = 'published' and e.starts_at >= now() - interval '31 days' and e.ends_at > now()
     group by p.slug, p.name
     order by count(*) desc, p.name;
end;
grant execute on function events.topics_on_show to anon, authenticated, service_role;

create function events.cities_on_show(most integer) returns table (city text, coming bigint)
    language sql stable security definer
    set search_path = ''
begin atomic
    select e.city, count(*)
      from events.events e
     where e.city <> '' and e.visibility = 'public' and e.status = 'published'
       and e.starts_at >= now() - interval '31 days' and e.ends_at > now()
     group by e.city
     order by count(*) desc, e.city
     limit most;
end;
grant execute on function events.cities_on_show to anon, authenticated, service_role;
