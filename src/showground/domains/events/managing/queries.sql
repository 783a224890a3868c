-- name: add_event
-- As the person: the policy proves that he may act for the owner. Touches no row when the slug is taken.
insert into events.events (id, owner_context_type, owner_context_id, created_by, slug, title, summary, description, visibility,
                           starts_at, ends_at, timezone, is_online, venue_name, address, city, country_code, website, currency_code, language)
values (:id, :owner_type::text::events.owner_context, :owner_id, (select showground.actor()), :slug, :title, :summary, :description,
        :visibility::text::events.event_visibility, :starts_at, :ends_at, :timezone, :is_online, :venue_name, :address, :city,
        :country_code, :website, :currency_code, :language)
    on conflict (slug) do nothing;

-- name: add_occurrence
insert into events.event_occurrences (id, event_id, starts_at, ends_at) values (:id, :event_id, :starts_at, :ends_at);

-- name: set_topics
with gone as (
    delete from events.event_topics where event_id = :event_id and not topic = any (:topics::text[])
)
insert into events.event_topics (event_id, topic)
select :event_id, t from unnest(:topics::text[]) as t
    on conflict do nothing;

-- name: event_of_caller
-- Only for those who run it, in any role; whoever may edit it says so in the last column.
select e.id, e.owner_context_type, e.owner_context_id, coalesce(o.name, u.display_name), e.slug, e.title, e.summary, e.description,
       e.status, e.visibility, e.starts_at, e.ends_at, e.timezone, e.is_online, e.venue_name, e.address, e.city, e.country_code,
       e.website, e.currency_code, e.published_at, e.created_at, e.revision,
       array(select t.topic from events.event_topics t where t.event_id = e.id order by t.topic),
       events.edited_by_caller(e.id), e.cover_key, e.cover_focus, e.language, s.role::text
  from events.events e
  left join organizations.organizations o on o.id = e.owner_org_id
  left join users.user_profiles u on u.user_id = e.owner_user_id
  left join events.event_staff s on s.event_id = e.id and s.user_id = (select auth.uid()) and (s.ends_at is null or s.ends_at > now())
                                and e.owner_user_id is distinct from (select auth.uid())
                                and not coalesce(e.owner_org_id in (select organizations.ids_of_caller()), false)
 where e.id = :event_id
   and (e.owner_user_id = (select auth.uid()) or e.owner_org_id in (select organizations.ids_of_caller()) or s.role is not null);

-- name: event_is_shown
select events.shown_to_caller(:event_id);

-- name: keeper_of_event
-- Who answers for an event: its owner, or an owner of the organization that it belongs to. For the platform itself.
select coalesce(e.owner_user_id,
                (select m.user_id from organizations.org_memberships m
                  where m.org_id = e.owner_org_id and m.role = 'owner' order by m.created_at, m.user_id limit 1))
  from events.events e
 where e.id = :event_id;

-- name: event_named
-- By id or by the name in its address. For the platform itself.
select e.id from events.events e where e.id::text = :name or e.slug = :name;

-- name: edit_event
-- Touches no row when somebody else edited it meanwhile.
update events.events
   set title = :title, summary = :summary, description = :description, visibility = :visibility::text::events.event_visibility,
       starts_at = :starts_at, ends_at = :ends_at, timezone = :timezone, is_online = :is_online, venue_name = :venue_name,
       address = :address, city = :city, country_code = :country_code, website = :website, cover_focus = :cover_focus, language = :language,
       revision = revision + 1
 where id = :event_id and revision = :revision;

-- name: move_only_occurrence
-- Touches no row when there are several dates.
update events.event_occurrences
   set starts_at = :starts_at, ends_at = :ends_at
 where event_id = :event_id
   and (select count(*) from events.event_occurrences o where o.event_id = :event_id) = 1;

-- name: set_status
-- published_at is set the first time that the public may see it and then stays.
update events.events
   set status = :status::text::events.event_status,
       published_at = case when :status::text = 'published' then coalesce(published_at, now()) else published_at end,
       revision = revision + 1
 where id = :event_id;

-- name: topics
select slug, name from events.topics order by name;

-- name: set_cover
-- As the service, for somebody who may edit the event.
update events.events set cover_key = :key, revision = revision + 1 where id = :event_id;

-- name: texts
select language, title, summary, description from events.event_texts where event_id = :event_id order by language;

-- name: write_text
insert into events.event_texts (event_id, language, title, summary, description)
values (:event_id, :language, :title, :summary, :description)
    on conflict (event_id, language) do update
   set title = excluded.title, summary = excluded.summary, description = excluded.description;

-- name: remove_text
delete from events.event_texts where event_id = :event_id and language = :language;
