-- Every name of the IANA time zone database, links too: people and calendars still say Asia/Calcutta. Offsets are not stored, they change.
create table ref.timezones (
    name            text     not null primary key,
    canonical       boolean  not null,
    canonical_name  text     not null,
    country_code    text,
    current         boolean  not null default true,
    constraint timezones_canonical_name foreign key (canonical_name) references ref.timezones (name),
    constraint timezones_country        foreign key (country_code) references ref.countries (code),
    constraint timezones_canonical      check (canonical = (canonical_name = name)),
    constraint timezones_named          check (name ~ '^[A-Za-z0-9_+/-]+$')
);
create index timezones_by_canonical on ref.timezones (canonical_name);
create index timezones_by_country   on ref.timezones (country_code);
comment on table  ref.timezones                is 'Names of the IANA time zone database, loaded from the tzdata package.';
comment on column ref.timezones.canonical      is 'Whether to offer it: a zone of its own, or the name that zone.tab gives a country.';
comment on column ref.timezones.canonical_name is 'The name to offer instead; the name itself when canonical.';
comment on column ref.timezones.country_code   is 'Country to which zone.tab gives the zone; null for Etc/UTC and its like.';
comment on column ref.timezones.current        is 'False when a later edition of the source no longer has it; what refers to it stays valid.';

-- access
alter table ref.timezones enable row level security;

create policy timezones_read  on ref.timezones for select to anon, authenticated, showground_definer
    using (true);
create policy timezones_serve on ref.timezones for all to service_role
    using (true) with check (true);

grant select                         on ref.timezones to anon, authenticated, showground_definer;
grant select, insert, update, delete on ref.timezones to service_role;
