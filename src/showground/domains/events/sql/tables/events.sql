-- Events. The owner is a person or an organization: (owner_context_type, owner_context_id) is what people write, the generated
-- columns carry its real keys, and what is sold here carries the same seller through the composite keys.
create table events.events (
    id                  uuid                     primary key,
    owner_context_type  events.owner_context     not null,
    owner_context_id    uuid                     not null,
    owner_user_id       uuid                     generated always as (case when owner_context_type = 'user' then owner_context_id end) stored,
    owner_org_id        uuid                     generated always as (case when owner_context_type = 'organization' then owner_context_id end) stored,
    created_by          uuid                     not null,
    series_id           uuid,
    slug                text                     not null,
    title               text                     not null,
    summary             text                     not null default '',
    description         text                     not null default '',
    status              events.event_status      not null default 'draft',
    visibility          events.event_visibility  not null default 'public',
    starts_at           timestamptz              not null,
    ends_at             timestamptz              not null,
    timezone            text                     not null,
    is_online           boolean                  not null default false,
    venue_name          text                     not null default '',
    address             text                     not null default '',
    city                text                     not null default '',
    country_code        text,
    latitude            double precision,
    longitude           double precision,
    website             text,
    currency_code       text                     not null,
    import_key          uuid,
    published_at        timestamptz,
    created_at          timestamptz              not null default now(),
    revision            integer                  not null default 1,
    search              tsvector                 generated always as (
                            setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', city), 'B')
                            || setweight(to_tsvector('simple', summary), 'C')) stored,
    cover_key           text,
    cover_focus         text                     not null default 'center',
    language            text                     not null default 'en',
    constraint events_slug_unique     unique (slug),
    constraint events_slug_form       check (slug ~ '^[a-z0-9](?:[a-z0-9-]{0,118}[a-z0-9])?$'),
    constraint events_import_unique   unique (import_key),
    constraint events_of_org          unique (id, owner_org_id),
    constraint events_of_user         unique (id, owner_user_id),
    constraint events_in_currency     unique (id, currency_code),
    constraint events_titled          check (title <> '' and length(title) <= 200),
    constraint events_in_order        check (ends_at >= starts_at),
    constraint events_shown_published check (status in ('draft', 'scheduled') or published_at is not null),
    constraint events_position        check ((latitude is null) = (longitude is null)
                                             and latitude between -90 and 90 and longitude between -180 and 180),
    constraint events_website_web     check (website ~ '^https?://'),
    constraint events_cover_kind      check (cover_key ~ '^cover-'),
    constraint events_cover_focus     check (cover_focus in ('top-left', 'top', 'top-right', 'left', 'center', 'right',
                                                             'bottom-left', 'bottom', 'bottom-right')),
    constraint events_owner_user      foreign key (owner_user_id) references users.user_profiles (user_id) on delete restrict,
    constraint events_owner_org       foreign key (owner_org_id) references organizations.organizations (id) on delete restrict,
    constraint events_by              foreign key (created_by) references users.user_profiles (user_id),
    constraint events_in_series       foreign key (series_id) references events.event_series (id),
    constraint events_timezone        foreign key (timezone) references ref.timezones (name),
    constraint events_country         foreign key (country_code) references ref.countries (code),
    constraint events_currency        foreign key (currency_code) references ref.currencies (code),
    constraint events_cover           foreign key (cover_key) references users.pictures (key),
    constraint events_language_form   check (language ~ '^[a-z]{2,3}$')
);
create index events_by_owner_org on events.events (owner_org_id, starts_at desc, id) where owner_org_id is not null;
create index events_by_owner_user on events.events (owner_user_id, starts_at desc, id) where owner_user_id is not null;
create index events_by_founder on events.events (created_by);
create index events_by_series on events.events (series_id, starts_at) where series_id is not null;
create index events_on_show on events.events (starts_at, id) where visibility = 'public' and status = 'published';
create index events_by_city on events.events (lower(city), starts_at) where city <> '';
create index events_by_country on events.events (country_code, starts_at) where country_code is not null;
create index events_by_timezone on events.events (timezone);
create index events_by_currency on events.events (currency_code);
create index events_by_cover on events.events (cover_key) where cover_key is not null;
create index events_search on events.events using gin (search);
comment on column events.events.revision is 'Counts edits; the ETag of the API.';
comment on column events.events.cover_focus is 'The part of the cover that stays in sight where it is cut.';
comment on column events.events.language is 'What its organizer wrote it in; other languages stand in event_texts.';
comment on column events.events.import_key is 'Identity of an imported event, so that importing again changes nothing.';

-- access
alter table events.events enable row level security;

create policy events_read_anon on events.events for select to anon
    using ((visibility = 'public' and status not in ('draft', 'scheduled')) or id = (select events.linked_to_caller()));
create policy events_read on events.events for select to authenticated
    using ((visibility = 'public' and status not in ('draft', 'scheduled'))
           or owner_user_id = (select auth.uid())
           or owner_org_id in (select organizations.ids_of_caller())
           or id in (select events.ids_staffed_by_caller(array['door', 'finance', 'manager']::events.staff_role[]))
           or (status not in ('draft', 'scheduled') and (id = (select events.linked_to_caller()) or id in (select events.ids_open_to_caller()))));
create policy events_add on events.events for insert to authenticated
    with check (created_by = (select showground.actor())
                and (owner_user_id = (select auth.uid()) or owner_org_id in (select organizations.ids_of_caller('editor'))));
create policy events_edit on events.events for update to authenticated
    using (owner_user_id = (select auth.uid()) or owner_org_id in (select organizations.ids_of_caller('editor'))
           or id in (select events.ids_staffed_by_caller(array['manager']::events.staff_role[])))
    with check (owner_user_id = (select auth.uid()) or owner_org_id in (select organizations.ids_of_caller('editor'))
                or id in (select events.ids_staffed_by_caller(array['manager']::events.staff_role[])));
create policy events_serve on events.events for all to service_role, showground_definer
    using (true) with check (true);

grant select on events.events to anon, authenticated, showground_definer;
grant insert (id, owner_context_type, owner_context_id, created_by, slug, title, summary, description, visibility, starts_at, ends_at,
              timezone, is_online, venue_name, address, city, country_code, latitude, longitude, website, currency_code, language)
      on events.events to authenticated;
grant update (slug, title, summary, description, status, visibility, starts_at, ends_at, timezone, is_online, venue_name, address, city,
              country_code, latitude, longitude, website, currency_code, published_at, revision, cover_focus, language)
      on events.events to authenticated;
grant select, insert, update on events.events to service_role;
