-- People as others see them. Phone and e-mail stand in users.contacts, secrets in users.accounts.
create table users.user_profiles (
    user_id       uuid         primary key,
    handle        text         not null,
    display_name  text         not null,
    bio           text         not null default '',
    photo_url     text,
    country_code  text,
    timezone      text,
    is_private    boolean      not null default false,
    created_at    timestamptz  not null default now(),
    erased_at     timestamptz,
    avatar_key    text,
    constraint user_profiles_handle_unique unique (handle),
    constraint user_profiles_handle_form   check (handle ~ '^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$'),
    constraint user_profiles_named         check (display_name <> '' and length(display_name) <= 120),
    constraint user_profiles_bio_short     check (length(bio) <= 2000),
    constraint user_profiles_avatar_kind   check (avatar_key ~ '^avatar-'),
    constraint user_profiles_country       foreign key (country_code) references ref.countries (code),
    constraint user_profiles_timezone      foreign key (timezone) references ref.timezones (name)
);
create index user_profiles_by_country on users.user_profiles (country_code) where country_code is not null;
create index user_profiles_by_timezone on users.user_profiles (timezone) where timezone is not null;
create index user_profiles_by_avatar on users.user_profiles (avatar_key) where avatar_key is not null;
create index user_profiles_by_word on users.user_profiles using gin (to_tsvector('simple', display_name || ' ' || handle));
comment on column users.user_profiles.photo_url is 'No longer read or written; avatar_key took its place.';
comment on column users.user_profiles.is_private is 'Followers need approval, and only they see more than name and picture.';
comment on column users.user_profiles.erased_at is 'When the person asked to be forgotten; the row stays, because money points at it.';

-- access
alter table users.user_profiles enable row level security;

create policy user_profiles_read_anon on users.user_profiles for select to anon
    using (erased_at is null);
create policy user_profiles_read on users.user_profiles for select to authenticated
    using (erased_at is null or user_id = (select auth.uid()));
create policy user_profiles_edit on users.user_profiles for update to authenticated
    using (user_id = (select auth.uid()) and erased_at is null) with check (user_id = (select auth.uid()));
create policy user_profiles_serve on users.user_profiles for all to service_role, showground_definer
    using (true) with check (true);

grant select on users.user_profiles to anon, authenticated;
grant update (handle, display_name, bio, country_code, timezone, is_private) on users.user_profiles to authenticated;
grant select, insert, update on users.user_profiles to service_role;
grant select on users.user_profiles to showground_definer;
