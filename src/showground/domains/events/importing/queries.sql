-- name: known_editions
-- Which of these events are here already, and the series that they belong to.
select import_key, series_id from events.events where import_key = any(:keys::uuid[]);

-- name: taken_slugs
select slug from events.events where slug = any(:slugs::text[]);

-- name: currency_of_countries
select code, currency_code from ref.countries where currency_code is not null;

-- name: add_topics
insert into events.topics (slug, name)
select slug, name from unnest(:slugs::text[], :names::text[]) as t (slug, name)
    on conflict (slug) do nothing;

-- name: add_series
insert into events.event_series (id, name, created_by, created_at)
select id, name, created_by, :now::timestamptz from unnest(:ids::uuid[], :names::text[], :founders::uuid[]) as s (id, name, created_by)
    on conflict (id) do nothing;

-- name: add_events
-- Returns what was new: another import may have come first.
insert into events.events (id, owner_context_type, owner_context_id, created_by, series_id, slug, title, summary, description, status,
                           starts_at, ends_at, timezone, is_online, city, country_code, latitude, longitude, website, currency_code,
                           import_key, published_at, created_at)
select id, owner_type::events.owner_context, owner_id, created_by, series_id, slug, title, summary, description, status::events.event_status,
       starts_at, ends_at, timezone, is_online, city, country_code, latitude, longitude, website, currency_code,
       import_key, published_at, :now::timestamptz
  from unnest(:ids::uuid[], :owner_types::text[], :owner_ids::uuid[], :founders::uuid[], :series_ids::uuid[], :slugs::text[],
              :titles::text[], :summaries::text[], :descriptions::text[], :statuses::text[], :starts::timestamptz[],
              :ends::timestamptz[], :timezones::text[], :online::boolean[], :cities::text[], :countries::text[],
              :latitudes::double precision[], :longitudes::double precision[], :websites::text[], :currencies::text[],
              :import_keys::uuid[], :published::timestamptz[])
    as e (id, owner_type, owner_id, created_by, series_id, slug, title, summary, description, status, starts_at, ends_at, timezone,
          is_online, city, country_code, latitude, longitude, website, currency_code, import_key, published_at)
    on conflict (import_key) do nothing
returning id;

-- name: add_occurrences
insert into events.event_occurrences (id, event_id, starts_at, ends_at)
select id, event_id, starts_at, ends_at
  from unnest(:ids::uuid[], :event_ids::uuid[], :starts::timestamptz[], :ends::timestamptz[]) as o (id, event_id, starts_at, ends_at);

-- name: add_event_topics
insert into events.event_topics (event_id, topic)
select event_id, topic from unnest(:event_ids::uuid[], :topics::text[]) as t (event_id, topic)
    on conflict (event_id, topic) do nothing;

-- name: add_archivist
insert into users.user_profiles (user_id, handle, display_name, bio)
values (:id, :handle, 'Archive', 'Keeps events that were imported from files.')
    on conflict do nothing;

-- name: add_archive
insert into organizations.organizations (id, handle, name, description, created_by)
values (:id, :handle, 'Archive', 'Events that were imported from files.', :archivist)
    on conflict do nothing;

-- name: archive_exists
select exists (select from organizations.organizations where id = :id);

-- name: archivist_exists
select exists (select from users.user_profiles where user_id = :id);

-- name: add_archive_owner
insert into organizations.org_memberships (org_id, user_id, role) values (:archive, :archivist, 'owner')
    on conflict do nothing;

-- name: owners_of_handle
select 'organization', id from organizations.organizations where handle = :handle
 union all
select 'user', user_id from users.user_profiles where handle = :handle and erased_at is null;
