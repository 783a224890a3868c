-- name: on_show
-- The page's ids come from a function of the definer that walks the index; the rows are read as the reader.
with found as materialized (
    select array_agg(p.id) as ids
      from events.page_on_show(:since, :until, :ends_after, :after, :after_id, :words, :as_it_stands, :topic, :city, :country_code,
                               :online, :limit) p)
select e.id, e.slug, coalesce(x.title, e.title), e.status, e.starts_at, e.ends_at, e.timezone, e.is_online, e.venue_name, e.city, e.country_code, c.name,
       e.currency_code, coalesce(t.topics, '{}'), e.cover_key, e.cover_focus, coalesce(x.language, e.language)
  from events.events e
  left join ref.countries c on c.code = e.country_code
  left join events.topics_of((select ids from found)) t on t.event_id = e.id
  left join events.titles_of((select ids from found), :language) x on x.event_id = e.id
 where e.id = any ((select ids from found)::uuid[])
 order by e.starts_at, e.id;

-- name: count_on_show
select events.count_on_show(:since, :until, :ends_after, :words, :as_it_stands, :topic, :city, :country_code, :online);

-- name: topics_on_show
select slug, name, coming from events.topics_on_show();

-- name: cities_on_show
select city, coming from events.cities_on_show(:most);

-- name: event
-- By id or by slug; the other is null. Plain comparisons: under a policy an index serves nothing that could look at a row first.
select e.id, e.slug, coalesce(x.title, e.title), coalesce(x.summary, e.summary), coalesce(x.description, e.description), e.status, e.visibility, e.starts_at, e.ends_at, e.timezone, e.is_online,
       e.venue_name, e.address, e.city, e.country_code, c.name, e.latitude, e.longitude, e.website, e.currency_code,
       e.owner_context_type, e.owner_context_id, coalesce(o.handle, p.handle, ''), coalesce(o.name, p.display_name, ''),
       coalesce(o.description, p.bio, ''), e.series_id, e.revision, coalesce(t.slugs, '{}'), coalesce(t.names, '{}'),
       e.cover_key, e.cover_focus, coalesce(o.logo_key, p.avatar_key), coalesce(x.language, e.language),
       e.language || array(select y.language from events.event_texts y where y.event_id = e.id and y.language <> e.language order by y.language)
  from events.events e
  left join ref.countries c on c.code = e.country_code
  left join organizations.organizations o on o.id = e.owner_org_id
  left join users.user_profiles p on p.user_id = e.owner_user_id
  left join events.event_texts x on x.event_id = e.id and x.language = :language and x.language <> e.language
 cross join lateral (
    select array_agg(w.slug order by w.slug) as slugs, array_agg(w.name order by w.slug) as names
      from events.event_topics et
      join events.topics w on w.slug = et.topic
     where et.event_id = e.id) t
 where e.id = :event_id::uuid or e.slug = :slug;

-- name: cards
-- Some events in the order of their start, whatever their state, as far as the caller sees them.
select e.id, e.slug, coalesce(x.title, e.title), e.status, e.starts_at, e.ends_at, e.timezone, e.is_online, e.venue_name, e.city, e.country_code, c.name,
       e.currency_code, coalesce(t.topics, '{}'), e.cover_key, e.cover_focus, coalesce(x.language, e.language)
  from events.events e
  left join ref.countries c on c.code = e.country_code
  left join events.topics_of(:event_ids) t on t.event_id = e.id
  left join events.event_texts x on x.event_id = e.id and x.language = :language and x.language <> e.language
 where e.id = any (:event_ids::uuid[])
 order by e.starts_at, e.id;

-- name: occurrences
select id, name, starts_at, ends_at from events.event_occurrences where event_id = :event_id order by starts_at, id limit 200;

-- name: posts
-- The pinned one first, then the newest.
select p.id, p.author_user_id, coalesce(o.name, u.display_name, ''),
       coalesce(p.acting_org_id = e.owner_org_id or p.author_user_id = e.owner_user_id, false), p.pinned, p.text, p.created_at,
       case when o.id is null then u.avatar_key else o.logo_key end
  from events.event_posts p
  join events.events e on e.id = p.event_id
  left join users.user_profiles u on u.user_id = p.author_user_id
  left join organizations.organizations o on o.id = p.acting_org_id
 where p.event_id = :event_id and p.deleted_at is null
 order by p.pinned desc, p.created_at desc, p.id desc
 limit :limit;

-- name: editions
select e.id, e.slug, coalesce(x.title, e.title), e.starts_at, e.timezone
  from events.events e
  left join events.event_texts x on x.event_id = e.id and x.language = :language and x.language <> e.language
 where e.series_id = :series_id and e.id <> :event_id and e.visibility = 'public' and e.status not in ('draft', 'scheduled', 'archived')
 order by e.starts_at desc, e.id
 limit 12;

-- name: similar
-- The next ones about the same, by the same walk as discovery; its own series is passed over.
with found as materialized (
    select array_agg(p.id) as ids
      from events.page_on_show(now(), 'infinity', now(), now(), :event_id, null, null, :topic, null, null, null, 12) p)
select e.id, e.slug, coalesce(x.title, e.title), e.status, e.starts_at, e.ends_at, e.timezone, e.is_online, e.venue_name, e.city, e.country_code, c.name,
       e.currency_code, coalesce(t.topics, '{}'), e.cover_key, e.cover_focus, coalesce(x.language, e.language)
  from events.events e
  left join ref.countries c on c.code = e.country_code
  left join events.topics_of((select ids from found)) t on t.event_id = e.id
  left join events.titles_of((select ids from found), :language) x on x.event_id = e.id
 where e.id = any ((select ids from found)::uuid[]) and e.id <> :event_id and (:series_id::uuid is null or e.series_id is distinct from :series_id)
 order by e.starts_at, e.id
 limit 3;

-- name: coming_of_owner
-- By the owner's index: what a member may see beyond what is public is not for the public page.
with found as materialized (
    select f.id from events.coming_ids_of_owner(:org_id::uuid, :user_id::uuid, :now::timestamptz, :limit::integer) f)
select e.id, e.slug, coalesce(x.title, e.title), e.status, e.starts_at, e.ends_at, e.timezone, e.is_online, e.venue_name, e.city, e.country_code, c.name,
       e.currency_code, coalesce(t.topics, '{}'), e.cover_key, e.cover_focus, coalesce(x.language, e.language)
  from events.events e
  left join ref.countries c on c.code = e.country_code
  left join events.topics_of((select array_agg(f.id) from found f)) t on t.event_id = e.id
  left join events.titles_of((select array_agg(f.id) from found f), :language) x on x.event_id = e.id
 where e.id in (select f.id from found f)
 order by e.starts_at, e.id;

-- name: past_of_owner
-- The latest first.
with found as materialized (
    select f.id from events.past_ids_of_owner(:org_id::uuid, :user_id::uuid, :now::timestamptz, :limit::integer) f)
select e.id, e.slug, coalesce(x.title, e.title), e.status, e.starts_at, e.ends_at, e.timezone, e.is_online, e.venue_name, e.city, e.country_code, c.name,
       e.currency_code, coalesce(t.topics, '{}'), e.cover_key, e.cover_focus, coalesce(x.language, e.language)
  from events.events e
  left join ref.countries c on c.code = e.country_code
  left join events.topics_of((select array_agg(f.id) from found f)) t on t.event_id = e.id
  left join events.titles_of((select array_agg(f.id) from found f), :language) x on x.event_id = e.id
 where e.id in (select f.id from found f)
 order by e.starts_at desc, e.id;

-- name: following
-- Asked as the service: followers are nobody else's to list, and only their number leaves.
select (select count(*) from users.follows f
         where (f.target_org_id = :owner_id or f.target_user_id = :owner_id) and f.status = 'accepted'),
       (select count(*) from events.events e
         where (e.owner_org_id = :owner_id or e.owner_user_id = :owner_id)
           and e.visibility = 'public' and e.status not in ('draft', 'scheduled', 'archived'));
