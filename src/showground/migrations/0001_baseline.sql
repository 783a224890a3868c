-- showground/types.sql
-- auth.uid() stands where PostgREST and Supabase have it, so that the same policies hold there; never replaced when it exists.
create schema if not exists auth;
grant usage on schema auth to anon, authenticated, service_role, showground_definer;
do $$
begin
    if to_regprocedure('auth.uid()') is null then
        create function auth.uid() returns uuid
            language sql stable parallel safe
            set search_path = ''
            return (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid;
        comment on function auth.uid() is 'The person who acts, from the claims of this transaction; null for nobody.';
    end if;
end $$;

-- ref/types.sql
create domain ref.minor_units as bigint;
comment on domain ref.minor_units is
    'An amount in minor units of the currency that stands beside it: cents for EUR, yen for JPY, fils for KWD. ref.currencies has the exponents.';

-- users/types.sql
create type users.follow_target as enum ('user', 'organization', 'event');
create type users.follow_status as enum ('pending', 'accepted');

-- organizations/types.sql
-- In ascending power: a role may do what those before it may.
create type organizations.org_role as enum ('viewer', 'editor', 'admin', 'owner');

-- events/types.sql
create type events.owner_context as enum ('user', 'organization');
create type events.event_status as enum ('draft', 'scheduled', 'published', 'postponed', 'cancelled', 'ended', 'archived');
create type events.event_visibility as enum ('public', 'unlisted', 'private');
create type events.access_reason as enum ('holder', 'invited', 'role');
create type events.post_visibility as enum ('public', 'followers', 'holders');

-- ticketing/types.sql
create type ticketing.order_status as enum ('pending', 'awaiting_approval', 'paid', 'cancelled', 'expired');
create type ticketing.ticket_status as enum ('valid', 'cancelled');
create type ticketing.tier_status as enum ('on_sale', 'paused', 'hidden');
create type ticketing.hold_state as enum ('active', 'consumed', 'released', 'expired');
create type ticketing.fee_payer as enum ('buyer', 'organizer');
create type ticketing.scan_verdict as enum ('admitted', 'duplicate', 'wrong_event', 'forged', 'unknown', 'cancelled', 'conflict');

-- One attempt at a door, as the scan function takes it. `forged`: the signature of the code did not hold.
create type ticketing.scan_request as (
    n               integer,
    scan_id         uuid,
    admission_id    uuid,
    event_id        uuid,
    actor           uuid,
    scanner_id      uuid,
    client_scan_id  uuid,
    code            text,
    ticket_id       uuid,
    secret          uuid,
    forged          boolean,
    digest          bytea,
    gate_name       text,
    device_time     timestamptz
);

-- payments/types.sql
create type payments.account_kind as enum ('wallet', 'provider_clearing', 'platform_fee', 'refund_clearing');
create type payments.payment_status as enum ('created', 'pending', 'captured', 'failed', 'cancelled');
create type payments.refund_status as enum ('pending', 'done', 'failed');
create type payments.journal_kind as enum ('sale', 'late_capture', 'refund', 'refund_settled', 'adjustment', 'sponsorship', 'payout');
create type payments.wallet_line_kind as enum ('sale', 'refund', 'fee', 'adjustment', 'sponsorship', 'ad_spend', 'payout', 'top_up');
create type payments.provider as enum ('test', 'manual', 'stripe');

-- One purchase and its units, as the purchase function takes them. `n` numbers the purchases of a batch from 1.
create type payments.checkout_order as (
    n                  integer,
    order_id           uuid,
    event_id           uuid,
    buyer              uuid,
    link               text,
    cart_id            uuid,
    cart_secret        bytea,
    cart_exists        boolean,
    organization_id    uuid,
    email              text,
    contact_name       text,
    fee_payer          ticketing.fee_payer,
    settings_revision  integer,
    payment_id         uuid,
    provider           payments.provider,
    principal          text,
    key                text,
    request            bytea,
    fact_id            uuid,
    response           text
);
create type payments.checkout_unit as (
    n              integer,
    item_id        uuid,
    tier_id        uuid,
    tier_revision  integer,
    price_amount   bigint,
    tax_amount     bigint,
    fee_amount     bigint,
    total_amount   bigint,
    ticket_id      uuid,
    code           text,
    secret         uuid
);

-- One captured payment, with the ids of what may have to be written for it.
create type payments.settlement as (
    n             integer,
    inbox_id      uuid,
    payment_id    uuid,
    amount        bigint,
    currency      text,
    provider_ref  text,
    journal_id    uuid,
    wallet_id     uuid,
    line_id       uuid,
    refund_id     uuid,
    fact_id       uuid
);
create type payments.settlement_ticket as (
    n          integer,
    position   integer,
    ticket_id  uuid,
    code       text,
    secret     uuid
);

-- campaigns/types.sql
create type campaigns.campaign_objective as enum ('ticket_sales', 'event_promotion', 'brand_awareness', 'engagement');
create type campaigns.campaign_status as enum ('draft', 'scheduled', 'active', 'paused', 'completed', 'cancelled');
create type campaigns.ad_placement as enum ('feed', 'discover', 'event_page', 'search');
create type campaigns.ad_status as enum ('draft', 'approved', 'rejected', 'archived');

-- sponsorship/types.sql
-- In ascending power, as in organizations.
create type sponsorship.sponsor_role as enum ('viewer', 'editor', 'admin', 'owner');
create type sponsorship.package_status as enum ('draft', 'listed', 'closed');
create type sponsorship.sponsorship_status as enum ('pending', 'accepted', 'live', 'completed', 'cancelled');
create type sponsorship.thread_status as enum ('draft', 'sent', 'countered', 'accepted', 'rejected', 'expired', 'cancelled');
create type sponsorship.negotiator as enum ('sponsor', 'seller');

-- messaging/types.sql
create type messaging.job_audience as enum ('ticket_holders', 'followers', 'members');
create type messaging.job_status as enum ('draft', 'scheduled', 'sending', 'sent', 'failed', 'cancelled');
create type messaging.delivery_status as enum ('pending', 'sent', 'failed', 'skipped');
create type messaging.participant_role as enum ('member', 'admin');

-- analytics/types.sql
create type analytics.surface as enum ('discover', 'search', 'feed', 'event_page', 'profile', 'share');

-- Makes the monthly partitions of every fact table that are not there yet, and returns how many it made. It belongs to the owner of
-- the tables and runs as whoever calls it, because attaching needs ownership: nobody else is granted it. A partition is filled from
-- the default one before it is attached, since attaching is refused while the default holds its rows.
create function analytics.make_partitions(first date, months integer) returns integer
    language plpgsql volatile security invoker
    set search_path = ''
    set timezone = 'UTC'
as $$
declare
    fact   text;
    month  timestamptz;
    later  timestamptz;
    part   text;
    made   integer := 0;
begin
    for fact, month in
        select c.relname, m
          from pg_catalog.pg_class c
         cross join pg_catalog.generate_series(date_trunc('month', first::timestamptz),
                                               date_trunc('month', first::timestamptz) + make_interval(months => months - 1),
                                               interval '1 month') m
         where c.relnamespace = 'analytics'::regnamespace and c.relkind = 'p'
         order by c.relname, m
    loop
        part := fact || to_char(month, '"_"YYYY"_"MM');
        continue when to_regclass(format('analytics.%I', part)) is not null;
        later := month + interval '1 month';
        execute format('lock table analytics.%I in access exclusive mode', fact || '_default');
        execute format('create table analytics.%I (like analytics.%I including all)', part, fact);
        execute format('alter table analytics.%I enable row level security', part);
        execute format('with strays as (delete from analytics.%I where created_at >= %L and created_at < %L returning *) '
                       'insert into analytics.%I select * from strays', fact || '_default', month, later, part);
        execute format('alter table analytics.%I attach partition analytics.%I for values from (%L) to (%L)', fact, part, month, later);
        made := made + 1;
    end loop;
    return made;
end $$;
revoke execute on function analytics.make_partitions from public;

-- showground/tables/audit_log.sql
-- Who did what to which thing. Insert-only: nobody is granted more.
create table showground.audit_log (
    id            uuid         primary key,
    at            timestamptz  not null default now(),
    actor         uuid         default auth.uid(),
    action        text         not null,
    subject_type  text         not null,
    subject_id    uuid,
    details       jsonb        not null default '{}',
    constraint audit_log_action_dotted check (action ~ '^[a-z_]+\.[a-z_]+$')
);
create index audit_log_by_subject on showground.audit_log (subject_id, id);
comment on column showground.audit_log.actor is 'The person; null for the platform itself and for guests.';

-- showground/tables/idempotency_keys.sql
-- The first answer to a keyed request, stored in the transaction of its effect.
create table showground.idempotency_keys (
    principal   text         not null,
    key         text         not null,
    request     bytea        not null,
    status      smallint     not null,
    response    jsonb        not null,
    created_at  timestamptz  not null default now(),
    constraint idempotency_keys_pkey primary key (principal, key),
    constraint idempotency_keys_request_digest check (octet_length(request) = 32)
);
create index idempotency_keys_by_age on showground.idempotency_keys (created_at);
comment on column showground.idempotency_keys.principal is 'Whose key: user:<id>, key:<id>, cart:<id>.';
comment on column showground.idempotency_keys.request is 'SHA-256 of method, path and body.';

-- showground/tables/migrations.sql
-- What was applied to this database, by name and SHA-256.
create table showground.migrations (
    name        text         primary key,
    digest      text         not null,
    applied_at  timestamptz  not null default now()
);

-- showground/tables/outbox.sql
-- Facts that were announced: written in the transaction that made them true, turned into jobs by the relay.
create table showground.outbox (
    id          uuid         primary key,
    kind        text         not null,
    body        jsonb        not null,
    actor       uuid         default auth.uid(),
    created_at  timestamptz  not null default now(),
    relayed_at  timestamptz,
    constraint outbox_kind_dotted check (kind ~ '^[a-z_]+\.[a-z_]+$')
) with (fillfactor = 80);
create index outbox_waiting on showground.outbox (id) where relayed_at is null;
comment on column showground.outbox.relayed_at is 'When the relay made its jobs. Null: still to do.';

-- showground/tables/rate_limits.sql
-- Attempts in the current window of each limit. Unlogged: after a crash everybody may try anew.
create unlogged table showground.rate_limits (
    bucket        text         primary key,
    window_start  timestamptz  not null,
    attempts      integer      not null,
    constraint rate_limits_counted check (attempts > 0)
);
create index rate_limits_by_age on showground.rate_limits (window_start);

-- ref/tables/currencies.sql
-- Every code of ISO 4217, list one. An amount of 1,050 is 10.50 EUR (exponent 2), 1,050 JPY (0) and 1.050 KWD (3).
create table ref.currencies (
    code          text      not null primary key,
    name          text      not null,
    numeric_code  text      not null,
    exponent      smallint  not null,
    tender        boolean   not null,
    current       boolean   not null default true,
    constraint currencies_code_alpha3  check (code ~ '^[A-Z]{3}$'),
    constraint currencies_numeric      check (numeric_code ~ '^[0-9]{3}$'),
    constraint currencies_exponent     check (exponent between 0 and 4),
    constraint currencies_named        check (name <> '')
);
comment on table  ref.currencies              is 'ISO 4217 currencies and funds, loaded from pycountry and iso4217.';
comment on column ref.currencies.code         is 'ISO 4217 alphabetic code.';
comment on column ref.currencies.numeric_code is 'ISO 4217 numeric code, with its leading zeros.';
comment on column ref.currencies.exponent     is 'Decimal places of the minor unit; 0 too where ISO defines none (gold, drawing rights, test codes).';
comment on column ref.currencies.tender       is 'Whether some country uses it as money today; the others are metals, funds and codes for tests.';
comment on column ref.currencies.current      is 'False when a later edition of the source no longer has it; what refers to it stays valid.';

-- ref/tables/industries.sql
-- ISIC Rev. 4: 21 sections (A to U) and their 88 divisions (01 to 99).
create table ref.industries (
    code         text     not null primary key,
    name         text     not null,
    parent_code  text,
    current      boolean  not null default true,
    constraint industries_parent   foreign key (parent_code) references ref.industries (code),
    constraint industries_code     check (code ~ '^([A-U]|[0-9]{2})$'),
    constraint industries_two_deep check ((code ~ '^[A-U]$') = (parent_code is null)),
    constraint industries_named    check (name <> '')
);
create index industries_by_parent on ref.industries (parent_code);
comment on table  ref.industries             is 'International Standard Industrial Classification of All Economic Activities, revision 4 (United Nations, 2008).';
comment on column ref.industries.code        is 'Letter of the section, or number of the division with its leading zero.';
comment on column ref.industries.parent_code is 'Section of a division; null for a section.';
comment on column ref.industries.current     is 'False when a later edition of the source no longer has it; what refers to it stays valid.';

-- ref/tables/countries.sql
-- Every code of ISO 3166-1, and Kosovo under the code that ISO leaves to its users and that CLDR, GeoNames and banks give it.
create table ref.countries (
    code           text     not null primary key,
    alpha3         text     not null,
    numeric_code   text,
    name           text     not null,
    currency_code  text,
    current        boolean  not null default true,
    constraint countries_alpha3       unique (alpha3),
    constraint countries_numeric_once unique (numeric_code),
    constraint countries_currency     foreign key (currency_code) references ref.currencies (code),
    constraint countries_code_alpha2  check (code ~ '^[A-Z]{2}$'),
    constraint countries_code_alpha3  check (alpha3 ~ '^[A-Z]{3}$'),
    constraint countries_numeric      check (numeric_code ~ '^[0-9]{3}$'),
    constraint countries_named        check (name <> '')
);
create index countries_by_currency on ref.countries (currency_code);
comment on table  ref.countries               is 'ISO 3166-1 countries and XK, loaded from pycountry and CLDR (babel).';
comment on column ref.countries.code          is 'ISO 3166-1 alpha-2 code.';
comment on column ref.countries.alpha3        is 'ISO 3166-1 alpha-3 code.';
comment on column ref.countries.numeric_code  is 'ISO 3166-1 numeric code, with its leading zeros; null for XK, which has none.';
comment on column ref.countries.name          is 'English name as CLDR has it: what people call the country.';
comment on column ref.countries.currency_code is 'Legal tender to offer first, from CLDR; null where there is none (AQ).';
comment on column ref.countries.current       is 'False when a later edition of the source no longer has it; what refers to it stays valid.';

-- ref/tables/timezones.sql
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

-- users/tables/user_profiles.sql
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
    constraint user_profiles_handle_unique unique (handle),
    constraint user_profiles_handle_form   check (handle ~ '^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$'),
    constraint user_profiles_named         check (display_name <> '' and length(display_name) <= 120),
    constraint user_profiles_bio_short     check (length(bio) <= 2000),
    constraint user_profiles_country       foreign key (country_code) references ref.countries (code),
    constraint user_profiles_timezone      foreign key (timezone) references ref.timezones (name)
);
create index user_profiles_by_country on users.user_profiles (country_code) where country_code is not null;
create index user_profiles_by_timezone on users.user_profiles (timezone) where timezone is not null;
comment on column users.user_profiles.is_private is 'Followers need approval, and only they see more than name and picture.';
comment on column users.user_profiles.erased_at is 'When the person asked to be forgotten; the row stays, because money points at it.';

-- users/tables/accounts.sql
-- What lets a person in. No API role reads it.
create table users.accounts (
    user_id        uuid         primary key,
    password_hash  text,
    is_operator    boolean      not null default false,
    created_at     timestamptz  not null default now(),
    disabled_at    timestamptz,
    constraint accounts_of_profile foreign key (user_id) references users.user_profiles (user_id),
    constraint accounts_hash_is_argon2 check (password_hash like '$argon2id$%')
);
comment on column users.accounts.password_hash is 'argon2id in PHC form; null: no password sign-in.';

-- users/tables/contacts.sql
-- How to reach a person: his own business and that of the service.
create table users.contacts (
    user_id            uuid         primary key,
    email              text         not null,
    email_verified_at  timestamptz,
    phone              text,
    constraint contacts_of_profile foreign key (user_id) references users.user_profiles (user_id),
    constraint contacts_email_form check (email ~ '^[^@\s]+@[^@\s]+$' and length(email) <= 254)
);
create unique index contacts_email_unique on users.contacts (lower(email));

-- users/tables/follows.sql
-- Who follows whom or what. The pair (target_type, target_id) is what people write; the generated columns carry its real keys.
create table users.follows (
    id                uuid                 primary key,
    follower_user_id  uuid                 not null,
    target_type       users.follow_target  not null,
    target_id         uuid                 not null,
    target_user_id    uuid                 generated always as (case when target_type = 'user' then target_id end) stored,
    target_org_id     uuid                 generated always as (case when target_type = 'organization' then target_id end) stored,
    target_event_id   uuid                 generated always as (case when target_type = 'event' then target_id end) stored,
    status            users.follow_status  not null default 'accepted',
    created_at        timestamptz          not null default now(),
    constraint follows_once        unique (follower_user_id, target_type, target_id),
    constraint follows_not_oneself check (target_type <> 'user' or target_id <> follower_user_id),
    constraint follows_by_follower foreign key (follower_user_id) references users.user_profiles (user_id),
    constraint follows_user        foreign key (target_user_id) references users.user_profiles (user_id) on delete restrict
);
create index follows_by_user on users.follows (target_user_id) where target_user_id is not null;
create index follows_by_org on users.follows (target_org_id) where target_org_id is not null;
create index follows_by_event on users.follows (target_event_id) where target_event_id is not null;

-- users/tables/api_keys.sql
-- Keys that act for their owner within their scopes. The secret is shown once; its SHA-256 is readable by no API role.
create table users.api_keys (
    id           uuid         primary key,
    user_id      uuid         not null,
    name         text         not null,
    scopes       text[]       not null,
    secret_hash  bytea        not null,
    created_at   timestamptz  not null default now(),
    expires_at   timestamptz,
    revoked_at   timestamptz,
    constraint api_keys_secret_unique unique (secret_hash),
    constraint api_keys_secret_digest check (octet_length(secret_hash) = 32),
    constraint api_keys_named         check (name <> '' and length(name) <= 120),
    constraint api_keys_scopes_known  check (scopes <@ array['read', 'buy', 'scan', 'manage'] and scopes <> '{}'),
    constraint api_keys_of_account    foreign key (user_id) references users.accounts (user_id)
);
create index api_keys_by_user on users.api_keys (user_id);

-- users/tables/sessions.sql
-- Browser sessions, found by the SHA-256 of their token. No API role reads them.
create table users.sessions (
    id          uuid         primary key,
    user_id     uuid         not null,
    token_hash  bytea        not null,
    user_agent  text         not null default '',
    created_at  timestamptz  not null default now(),
    expires_at  timestamptz  not null,
    revoked_at  timestamptz,
    constraint sessions_token_unique unique (token_hash),
    constraint sessions_token_digest check (octet_length(token_hash) = 32),
    constraint sessions_of_account   foreign key (user_id) references users.accounts (user_id)
);
create index sessions_by_user on users.sessions (user_id);

-- organizations/tables/organizations.sql
-- Those who own events besides people: clubs, companies, collectives. All of it is public.
create table organizations.organizations (
    id             uuid         primary key,
    handle         text         not null,
    name           text         not null,
    description    text         not null default '',
    website        text,
    industry_code  text,
    country_code   text,
    created_by     uuid         not null,
    created_at     timestamptz  not null default now(),
    constraint organizations_handle_unique unique (handle),
    constraint organizations_handle_form   check (handle ~ '^[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?$'),
    constraint organizations_named         check (name <> '' and length(name) <= 200),
    constraint organizations_website_web   check (website ~ '^https?://'),
    constraint organizations_industry      foreign key (industry_code) references ref.industries (code),
    constraint organizations_country       foreign key (country_code) references ref.countries (code),
    constraint organizations_founder       foreign key (created_by) references users.user_profiles (user_id)
);
create index organizations_by_industry on organizations.organizations (industry_code) where industry_code is not null;
create index organizations_by_country on organizations.organizations (country_code) where country_code is not null;
create index organizations_by_founder on organizations.organizations (created_by);

-- organizations/tables/org_memberships.sql
-- Who acts for an organization, and how far. The last owner stays: see the trigger.
create table organizations.org_memberships (
    org_id      uuid                    not null,
    user_id     uuid                    not null,
    role        organizations.org_role  not null,
    created_at  timestamptz             not null default now(),
    constraint org_memberships_pkey    primary key (org_id, user_id),
    constraint org_memberships_of_org  foreign key (org_id) references organizations.organizations (id) on delete cascade,
    constraint org_memberships_of_user foreign key (user_id) references users.user_profiles (user_id)
);
create index org_memberships_by_user on organizations.org_memberships (user_id, role) include (org_id);

-- events/tables/event_series.sql
-- Editions of the same event, year after year.
create table events.event_series (
    id          uuid         primary key,
    name        text         not null,
    created_by  uuid         not null,
    created_at  timestamptz  not null default now(),
    constraint event_series_named check (name <> ''),
    constraint event_series_by    foreign key (created_by) references users.user_profiles (user_id)
);
create index event_series_by_founder on events.event_series (created_by);

-- events/tables/topics.sql
-- The reviewed vocabulary of what events are about.
create table events.topics (
    slug  text  primary key,
    name  text  not null,
    constraint topics_slug_form check (slug ~ '^[a-z0-9-]+$'),
    constraint topics_named     check (name <> '')
);

-- events/tables/events.sql
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
    constraint events_owner_user      foreign key (owner_user_id) references users.user_profiles (user_id) on delete restrict,
    constraint events_owner_org       foreign key (owner_org_id) references organizations.organizations (id) on delete restrict,
    constraint events_by              foreign key (created_by) references users.user_profiles (user_id),
    constraint events_in_series       foreign key (series_id) references events.event_series (id),
    constraint events_timezone        foreign key (timezone) references ref.timezones (name),
    constraint events_country         foreign key (country_code) references ref.countries (code),
    constraint events_currency        foreign key (currency_code) references ref.currencies (code)
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
create index events_search on events.events using gin (search);
comment on column events.events.revision is 'Counts edits; the ETag of the API.';
comment on column events.events.import_key is 'Identity of an imported event, so that importing again changes nothing.';

-- events/tables/event_access.sql
-- Who sees an event that is not public, and why. Ticketing writes `holder` when it issues a ticket.
create table events.event_access (
    event_id    uuid                  not null,
    user_id     uuid                  not null,
    reason      events.access_reason  not null,
    created_at  timestamptz           not null default now(),
    constraint event_access_pkey     primary key (user_id, event_id, reason),
    constraint event_access_of_event foreign key (event_id) references events.events (id),
    constraint event_access_of_user  foreign key (user_id) references users.user_profiles (user_id)
);
create index event_access_by_event on events.event_access (event_id);

-- events/tables/event_links.sql
-- What only some may know of an event: how to join online, and the SHA-256 of an unlisted event's link token.
create table events.event_links (
    event_id         uuid   primary key,
    join_url         text,
    link_token_hash  text,
    constraint event_links_of_event   foreign key (event_id) references events.events (id),
    constraint event_links_token_once unique (link_token_hash),
    constraint event_links_token_hex  check (link_token_hash ~ '^[0-9a-f]{64}$'),
    constraint event_links_join_web   check (join_url ~ '^https?://')
);

-- events/tables/event_occurrences.sql
-- The dates of an event. Pools, seats and admissions belong to one of them; every event has at least one (see the trigger).
create table events.event_occurrences (
    id         uuid         primary key,
    event_id   uuid         not null,
    name       text         not null default '',
    starts_at  timestamptz  not null,
    ends_at    timestamptz  not null,
    constraint event_occurrences_in_event unique (event_id, id),
    constraint event_occurrences_in_order check (ends_at >= starts_at),
    constraint event_occurrences_of_event foreign key (event_id) references events.events (id)
);
create index event_occurrences_by_time on events.event_occurrences (event_id, starts_at);

-- events/tables/event_posts.sql
-- What people say on an event's page.
create table events.event_posts (
    id              uuid                    primary key,
    event_id        uuid                    not null,
    author_user_id  uuid                    not null,
    acting_org_id   uuid,
    text            text                    not null,
    visibility      events.post_visibility  not null default 'public',
    client_id       uuid                    not null,
    pinned          boolean                 not null default false,
    created_at      timestamptz             not null default now(),
    edited_at       timestamptz,
    deleted_at      timestamptz,
    constraint event_posts_in_event unique (event_id, id),
    constraint event_posts_once     unique (author_user_id, client_id),
    constraint event_posts_said     check (text <> '' and length(text) <= 2000),
    constraint event_posts_of_event foreign key (event_id) references events.events (id),
    constraint event_posts_by       foreign key (author_user_id) references users.user_profiles (user_id),
    constraint event_posts_for_org  foreign key (acting_org_id) references organizations.organizations (id)
);
create index event_posts_by_event on events.event_posts (event_id, created_at desc, id desc) where deleted_at is null;
create index event_posts_by_author on events.event_posts (author_user_id, created_at desc);
create index event_posts_by_org on events.event_posts (acting_org_id) where acting_org_id is not null;
comment on column events.event_posts.client_id is 'Made by the author''s device, so that sending again posts once.';

-- events/tables/event_topics.sql
-- What an event is about.
create table events.event_topics (
    event_id  uuid  not null,
    topic     text  not null,
    constraint event_topics_pkey     primary key (event_id, topic),
    constraint event_topics_of_event foreign key (event_id) references events.events (id) on delete cascade,
    constraint event_topics_topic    foreign key (topic) references events.topics (slug)
);
create index event_topics_by_topic on events.event_topics (topic, event_id);

-- events/tables/event_comments.sql
-- Answers to a post, on the same event as the post.
create table events.event_comments (
    id              uuid         primary key,
    event_id        uuid         not null,
    post_id         uuid         not null,
    author_user_id  uuid         not null,
    text            text         not null,
    client_id       uuid         not null,
    created_at      timestamptz  not null default now(),
    deleted_at      timestamptz,
    constraint event_comments_once     unique (author_user_id, client_id),
    constraint event_comments_said     check (text <> '' and length(text) <= 2000),
    constraint event_comments_of_event foreign key (event_id) references events.events (id),
    constraint event_comments_of_post  foreign key (event_id, post_id) references events.event_posts (event_id, id),
    constraint event_comments_by       foreign key (author_user_id) references users.user_profiles (user_id)
);
create index event_comments_by_post on events.event_comments (event_id, post_id, created_at);
create index event_comments_by_author on events.event_comments (author_user_id);

-- events/tables/event_reactions.sql
-- Likes and the like of a post: one of a kind a person.
create table events.event_reactions (
    post_id     uuid         not null,
    user_id     uuid         not null,
    kind        text         not null default 'like',
    created_at  timestamptz  not null default now(),
    constraint event_reactions_pkey primary key (post_id, user_id, kind),
    constraint event_reactions_kind check (kind in ('like', 'love', 'laugh', 'wow', 'sad')),
    constraint event_reactions_to   foreign key (post_id) references events.event_posts (id) on delete cascade,
    constraint event_reactions_by   foreign key (user_id) references users.user_profiles (user_id)
);
create index event_reactions_by_user on events.event_reactions (user_id);

-- events/tables/event_comment_reactions.sql
-- Likes and the like of a comment: one of a kind a person.
create table events.event_comment_reactions (
    comment_id  uuid         not null,
    user_id     uuid         not null,
    kind        text         not null default 'like',
    created_at  timestamptz  not null default now(),
    constraint event_comment_reactions_pkey primary key (comment_id, user_id, kind),
    constraint event_comment_reactions_kind check (kind in ('like', 'love', 'laugh', 'wow', 'sad')),
    constraint event_comment_reactions_to   foreign key (comment_id) references events.event_comments (id) on delete cascade,
    constraint event_comment_reactions_by   foreign key (user_id) references users.user_profiles (user_id)
);
create index event_comment_reactions_by_user on events.event_comment_reactions (user_id);

-- ticketing/tables/carts.sql
-- What somebody is about to buy, of one event. A guest proves himself by the secret; one cart makes one order.
create table ticketing.carts (
    id           uuid         primary key,
    event_id     uuid         not null,
    user_id      uuid,
    secret_hash  bytea        not null,
    created_at   timestamptz  not null default now(),
    expires_at   timestamptz  not null,
    constraint carts_in_event      unique (event_id, id),
    constraint carts_secret_digest check (octet_length(secret_hash) = 32),
    constraint carts_bounded       check (expires_at <= created_at + interval '7 days'),
    constraint carts_of_event      foreign key (event_id) references events.events (id),
    constraint carts_of_user       foreign key (user_id) references users.user_profiles (user_id)
);
create index carts_by_user on ticketing.carts (user_id) where user_id is not null;
create index carts_by_expiry on ticketing.carts (expires_at);

-- ticketing/tables/ticket_tiers.sql
-- Kinds of tickets with a price. Every edit raises the revision, so that nobody is sold a ticket at a price he was not shown.
create table ticketing.ticket_tiers (
    id              uuid                   primary key,
    event_id        uuid                   not null,
    seller_org_id   uuid,
    seller_user_id  uuid,
    name            text                   not null,
    description     text                   not null default '',
    price_amount    ref.minor_units        not null,
    currency_code   text                   not null,
    tax_bps         integer                not null default 0,
    status          ticketing.tier_status  not null default 'on_sale',
    sales_start_at  timestamptz,
    sales_end_at    timestamptz,
    min_per_order   integer                not null default 1,
    max_per_order   integer                not null default 10,
    sort_index      integer                not null default 0,
    revision        integer                not null default 1,
    created_at      timestamptz            not null default now(),
    constraint ticket_tiers_in_event    unique (event_id, id),
    constraint ticket_tiers_named       check (name <> '' and length(name) <= 120),
    constraint ticket_tiers_price       check (price_amount >= 0),
    constraint ticket_tiers_tax         check (tax_bps between 0 and 5000),
    constraint ticket_tiers_window      check (sales_end_at > sales_start_at),
    constraint ticket_tiers_per_order   check (min_per_order between 1 and max_per_order and max_per_order <= 100),
    constraint ticket_tiers_one_seller  check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint ticket_tiers_of_event    foreign key (event_id) references events.events (id),
    constraint ticket_tiers_seller_org  foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint ticket_tiers_seller_user foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint ticket_tiers_currency    foreign key (currency_code) references ref.currencies (code),
    constraint ticket_tiers_same_money  foreign key (event_id, currency_code) references events.events (id, currency_code)
);
create index ticket_tiers_by_event on ticketing.ticket_tiers (event_id, sort_index, id);
create index ticket_tiers_by_currency on ticketing.ticket_tiers (currency_code);
comment on column ticketing.ticket_tiers.price_amount is 'What the ticket costs, tax included, before a fee on top.';
comment on column ticketing.ticket_tiers.tax_bps is 'Tax contained in the price, in basis points of the net price.';

-- ticketing/tables/fee_plans.sql
-- What the platform takes of a paid ticket: basis points of its price, and a fixed amount per currency beside it.
create table ticketing.fee_plans (
    id          uuid         primary key,
    name        text         not null,
    fee_bps     integer      not null,
    is_default  boolean      not null default false,
    created_at  timestamptz  not null default now(),
    constraint fee_plans_name_unique unique (name),
    constraint fee_plans_within      check (fee_bps between 0 and 5000)
);
create unique index fee_plans_one_default on ticketing.fee_plans (is_default) where is_default;
comment on column ticketing.fee_plans.fee_bps is 'Basis points of the ticket price: 250 is 2.5 %.';

-- ticketing/tables/pools.sql
-- A stock of places for one occurrence. Tiers draw on it; places move free -> held -> sold, and back.
create table ticketing.pools (
    id             uuid     primary key,
    event_id       uuid     not null,
    occurrence_id  uuid     not null,
    name           text     not null,
    unlimited      boolean  not null default false,
    capacity       integer  not null default 0,
    held           integer  not null default 0,
    sold           integer  not null default 0,
    constraint pools_in_event     unique (event_id, id),
    constraint pools_occurrence   foreign key (event_id, occurrence_id) references events.event_occurrences (event_id, id),
    constraint pools_named        check (name <> ''),
    constraint pools_not_oversold check (capacity >= 0 and held >= 0 and sold >= 0 and (unlimited or held + sold <= capacity))
) with (fillfactor = 70);                                    -- the hot row's updates stay on its page
create index pools_by_occurrence on ticketing.pools (event_id, occurrence_id);
comment on column ticketing.pools.capacity is 'Places. Ignored when unlimited; never below held + sold.';

-- ticketing/tables/orders.sql
-- What somebody bought, or is about to pay, of one event and one seller.
create table ticketing.orders (
    id               uuid                    primary key,
    event_id         uuid                    not null,
    user_id          uuid,
    organization_id  uuid,
    seller_org_id    uuid,
    seller_user_id   uuid,
    cart_id          uuid                    not null,
    status           ticketing.order_status  not null,
    email            text,
    contact_name     text                    not null default '',
    subtotal_amount  ref.minor_units         not null,
    tax_amount       ref.minor_units         not null,
    fee_amount       ref.minor_units         not null,
    fee_payer        ticketing.fee_payer     not null,
    total_amount     ref.minor_units         not null,
    currency_code    text                    not null,
    created_at       timestamptz             not null default now(),
    expires_at       timestamptz,
    paid_at          timestamptz,
    cancelled_at     timestamptz,
    constraint orders_in_event     unique (event_id, id),
    constraint orders_once_a_cart  unique (cart_id),
    constraint orders_positive     check (subtotal_amount >= 0 and tax_amount >= 0 and tax_amount <= subtotal_amount and fee_amount >= 0),
    constraint orders_adds_up      check (total_amount = subtotal_amount + case when fee_payer = 'buyer' then fee_amount else 0 end),
    constraint orders_contactable  check (user_id is not null or email is not null),
    constraint orders_email_form   check (email ~ '^[^@\s]+@[^@\s]+$' and length(email) <= 254),
    constraint orders_paid_when    check ((status = 'paid') <= (paid_at is not null)),
    constraint orders_ends         check (status not in ('pending', 'awaiting_approval') or expires_at is not null),
    constraint orders_one_seller   check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint orders_of_event     foreign key (event_id) references events.events (id),
    constraint orders_of_cart      foreign key (event_id, cart_id) references ticketing.carts (event_id, id),
    constraint orders_by_user      foreign key (user_id) references users.user_profiles (user_id),
    constraint orders_for_org      foreign key (organization_id) references organizations.organizations (id),
    constraint orders_seller_org   foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint orders_seller_user  foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint orders_currency     foreign key (currency_code) references ref.currencies (code)
) with (fillfactor = 85);
create index orders_by_user on ticketing.orders (user_id, created_at desc, id desc) where user_id is not null;
create index orders_by_event on ticketing.orders (event_id, created_at desc, id desc);
create index orders_for_org on ticketing.orders (organization_id) where organization_id is not null;
create index orders_running on ticketing.orders (expires_at) where status in ('pending', 'awaiting_approval');
comment on column ticketing.orders.organization_id is 'The organization that buys; the seller is the event''s owner.';
comment on column ticketing.orders.tax_amount is 'Contained in the subtotal.';
comment on column ticketing.orders.fee_amount is 'What the platform keeps; on top of the subtotal when the buyer pays it.';

-- ticketing/tables/cart_lines.sql
-- How many tickets of a tier a cart wants.
create table ticketing.cart_lines (
    event_id  uuid     not null,
    cart_id   uuid     not null,
    tier_id   uuid     not null,
    quantity  integer  not null,
    constraint cart_lines_pkey    primary key (cart_id, tier_id),
    constraint cart_lines_some    check (quantity between 1 and 100),
    constraint cart_lines_of_cart foreign key (event_id, cart_id) references ticketing.carts (event_id, id) on delete cascade,
    constraint cart_lines_of_tier foreign key (event_id, tier_id) references ticketing.ticket_tiers (event_id, id)
);
create index cart_lines_by_tier on ticketing.cart_lines (event_id, tier_id);

-- ticketing/tables/tickets.sql
-- The right of one holder to come in. Issued when its order is paid; an admission is a row of its own.
create table ticketing.tickets (
    id              uuid                     primary key,
    event_id        uuid                     not null,
    tier_id         uuid                     not null,
    owner_user_id   uuid,
    seller_org_id   uuid,
    seller_user_id  uuid,
    status          ticketing.ticket_status  not null default 'valid',
    code            text                     not null,
    secret          uuid                     not null,
    holder_name     text                     not null default '',
    issued_at       timestamptz              not null default now(),
    cancelled_at    timestamptz,
    constraint tickets_in_event    unique (event_id, id),
    constraint tickets_code_unique unique (event_id, code),
    constraint tickets_code_form   check (code ~ '^[2-9A-HJ-NP-Z]{10}$'),
    constraint tickets_cancelled   check ((status = 'cancelled') = (cancelled_at is not null)),
    constraint tickets_one_seller  check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint tickets_of_event    foreign key (event_id) references events.events (id),
    constraint tickets_of_tier     foreign key (event_id, tier_id) references ticketing.ticket_tiers (event_id, id),
    constraint tickets_of_owner    foreign key (owner_user_id) references users.user_profiles (user_id),
    constraint tickets_seller_org  foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint tickets_seller_user foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable
) with (fillfactor = 90);
create index tickets_by_owner on ticketing.tickets (owner_user_id, id desc) where owner_user_id is not null;
create index tickets_by_tier on ticketing.tickets (event_id, tier_id);
comment on column ticketing.tickets.code is 'What people read aloud and type at the door; unique in its event.';
comment on column ticketing.tickets.secret is 'Part of the signed QR; a new one kills every copy of the old.';

-- ticketing/tables/fee_plan_amounts.sql
-- The fixed part of a fee plan in a currency. A currency without a row has none.
create table ticketing.fee_plan_amounts (
    plan_id        uuid             not null,
    currency_code  text             not null,
    fixed_amount   ref.minor_units  not null,
    constraint fee_plan_amounts_pkey     primary key (plan_id, currency_code),
    constraint fee_plan_amounts_positive check (fixed_amount >= 0),
    constraint fee_plan_amounts_of_plan  foreign key (plan_id) references ticketing.fee_plans (id) on delete cascade,
    constraint fee_plan_amounts_currency foreign key (currency_code) references ref.currencies (code)
);
create index fee_plan_amounts_by_currency on ticketing.fee_plan_amounts (currency_code);

-- ticketing/tables/sales_settings.sql
-- How an event sells: which fee plan applies, and who pays the fee.
create table ticketing.sales_settings (
    event_id        uuid                 primary key,
    seller_org_id   uuid,
    seller_user_id  uuid,
    fee_plan_id     uuid                 not null,
    fee_payer       ticketing.fee_payer  not null default 'buyer',
    revision        integer              not null default 1,
    constraint sales_settings_of_event    foreign key (event_id) references events.events (id),
    constraint sales_settings_one_seller  check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint sales_settings_seller_org  foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint sales_settings_seller_user foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint sales_settings_plan        foreign key (fee_plan_id) references ticketing.fee_plans (id)
);
create index sales_settings_by_plan on ticketing.sales_settings (fee_plan_id);

-- ticketing/tables/holds.sql
-- Places set aside in a pool for a cart. They end exactly once: consumed by tickets, released by the buyer, or expired.
create table ticketing.holds (
    cart_id     uuid                  not null,
    pool_id     uuid                  not null,
    event_id    uuid                  not null,
    places      integer               not null,
    state       ticketing.hold_state  not null default 'active',
    expires_at  timestamptz           not null,
    constraint holds_pkey    primary key (cart_id, pool_id),
    constraint holds_some    check (places > 0),
    constraint holds_of_cart foreign key (event_id, cart_id) references ticketing.carts (event_id, id),
    constraint holds_of_pool foreign key (event_id, pool_id) references ticketing.pools (event_id, id)
) with (fillfactor = 80);
create index holds_running on ticketing.holds (pool_id, expires_at) where state = 'active';

-- ticketing/tables/tier_pools.sql
-- Which pools a ticket of a tier takes a place in: one from each.
create table ticketing.tier_pools (
    event_id  uuid  not null,
    tier_id   uuid  not null,
    pool_id   uuid  not null,
    constraint tier_pools_pkey    primary key (tier_id, pool_id),
    constraint tier_pools_of_tier foreign key (event_id, tier_id) references ticketing.ticket_tiers (event_id, id) on delete cascade,
    constraint tier_pools_of_pool foreign key (event_id, pool_id) references ticketing.pools (event_id, id)
);
create index tier_pools_by_pool on ticketing.tier_pools (event_id, pool_id);
create index tier_pools_by_event on ticketing.tier_pools (event_id, tier_id);

-- ticketing/tables/order_items.sql
-- One row per unit sold; its ticket is set when it is issued. A unit without a tier is an extra, such as a donation: it says what it
-- is and brings no ticket.
create table ticketing.order_items (
    id              uuid             primary key,
    order_id        uuid             not null,
    event_id        uuid             not null,
    tier_id         uuid,
    ticket_id       uuid,
    description     text             not null default '',
    seller_org_id   uuid,
    seller_user_id  uuid,
    price_amount    ref.minor_units  not null,
    tax_amount      ref.minor_units  not null,
    fee_amount      ref.minor_units  not null,
    total_amount    ref.minor_units  not null,
    constraint order_items_ticket_once unique (ticket_id),
    constraint order_items_in_order    unique (order_id, id),
    constraint order_items_positive    check (price_amount >= 0 and tax_amount between 0 and price_amount and fee_amount >= 0),
    constraint order_items_adds_up     check (total_amount in (price_amount, price_amount + fee_amount)),
    constraint order_items_says_what   check (tier_id is not null or (description <> '' and ticket_id is null)),
    constraint order_items_one_seller  check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint order_items_of_order    foreign key (event_id, order_id) references ticketing.orders (event_id, id),
    constraint order_items_of_tier     foreign key (event_id, tier_id) references ticketing.ticket_tiers (event_id, id),
    constraint order_items_of_ticket   foreign key (event_id, ticket_id) references ticketing.tickets (event_id, id),
    constraint order_items_seller_org  foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint order_items_seller_user foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable
) with (fillfactor = 90);
create index order_items_by_order on ticketing.order_items (event_id, order_id);
create index order_items_by_tier on ticketing.order_items (event_id, tier_id) where tier_id is not null;
create index order_items_by_ticket on ticketing.order_items (event_id, ticket_id) where ticket_id is not null;

-- ticketing/tables/scan_logs.sql
-- Every attempt to come in, admitted or not. A device that sends a scan again gets the first verdict.
create table ticketing.scan_logs (
    id              uuid                    primary key,
    event_id        uuid                    not null,
    ticket_id       uuid,
    scanned_by      uuid,
    seller_org_id   uuid,
    seller_user_id  uuid,
    scanner_id      uuid                    not null,
    client_scan_id  uuid                    not null,
    code_digest     bytea                   not null,
    verdict         ticketing.scan_verdict  not null,
    gate_name       text                    not null default '',
    device_time     timestamptz,
    created_at      timestamptz             not null default now(),
    constraint scan_logs_once        unique (scanner_id, client_scan_id),
    constraint scan_logs_in_event    unique (event_id, id),
    constraint scan_logs_digest      check (octet_length(code_digest) = 32),
    constraint scan_logs_ticket_seen check ((verdict in ('admitted', 'duplicate', 'cancelled', 'conflict')) = (ticket_id is not null)),
    constraint scan_logs_one_seller  check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint scan_logs_of_event    foreign key (event_id) references events.events (id),
    constraint scan_logs_of_ticket   foreign key (event_id, ticket_id) references ticketing.tickets (event_id, id),
    constraint scan_logs_by_user     foreign key (scanned_by) references users.user_profiles (user_id),
    constraint scan_logs_seller_org  foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint scan_logs_seller_user foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable
);
create index scan_logs_by_event on ticketing.scan_logs (event_id, created_at desc, id desc);
create index scan_logs_by_ticket on ticketing.scan_logs (event_id, ticket_id) where ticket_id is not null;
create index scan_logs_by_user on ticketing.scan_logs (scanned_by) where scanned_by is not null;
comment on column ticketing.scan_logs.scanner_id is 'The device, or the browser session that scanned.';
comment on column ticketing.scan_logs.code_digest is 'SHA-256 of what was read or typed.';
comment on column ticketing.scan_logs.verdict is 'conflict: synced later with an earlier device time than the admission that was committed first; it changes nothing.';

-- ticketing/tables/admissions.sql
-- A holder is inside, or was until it was undone. The first one committed wins by the partial unique index.
create table ticketing.admissions (
    id              uuid         primary key,
    event_id        uuid         not null,
    occurrence_id   uuid         not null,
    ticket_id       uuid         not null,
    scan_id         uuid         not null,
    seller_org_id   uuid,
    seller_user_id  uuid,
    admitted_at     timestamptz  not null default now(),
    undone_at       timestamptz,
    constraint admissions_one_seller    check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint admissions_seller_org    foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint admissions_seller_user   foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint admissions_of_occurrence foreign key (event_id, occurrence_id) references events.event_occurrences (event_id, id),
    constraint admissions_of_ticket     foreign key (event_id, ticket_id) references ticketing.tickets (event_id, id),
    constraint admissions_of_scan       foreign key (event_id, scan_id) references ticketing.scan_logs (event_id, id)
);
create unique index admissions_once on ticketing.admissions (ticket_id, occurrence_id) where undone_at is null;
create index admissions_by_occurrence on ticketing.admissions (event_id, occurrence_id, admitted_at);
create index admissions_by_ticket on ticketing.admissions (event_id, ticket_id);
create index admissions_by_scan on ticketing.admissions (event_id, scan_id);

-- payments/tables/accounts.sql
-- Accounts of the ledger. A wallet belongs to a person or an organization, the others to the platform: one of a kind, owner and currency.
create table payments.accounts (
    id             bigint                 generated always as identity primary key,
    kind           payments.account_kind  not null,
    currency_code  text                   not null,
    org_id         uuid,
    user_id        uuid,
    constraint accounts_one_of_a_kind unique nulls not distinct (kind, currency_code, org_id, user_id),
    constraint accounts_in_currency   unique (id, currency_code),
    constraint accounts_owned         check (num_nonnulls(org_id, user_id) = case when kind = 'wallet' then 1 else 0 end),
    constraint accounts_currency      foreign key (currency_code) references ref.currencies (code),
    constraint accounts_of_org        foreign key (org_id) references organizations.organizations (id),
    constraint accounts_of_user       foreign key (user_id) references users.user_profiles (user_id)
);
create index accounts_by_org on payments.accounts (org_id) where org_id is not null;
create index accounts_by_user on payments.accounts (user_id) where user_id is not null;
create index accounts_by_currency on payments.accounts (currency_code);

-- payments/tables/payments.sql
-- What is to be collected for an order through a provider, and what came in and went back. States only move forward.
create table payments.payments (
    id                     uuid                     primary key,
    order_id               uuid                     not null,
    event_id               uuid                     not null,
    seller_org_id          uuid,
    seller_user_id         uuid,
    provider               payments.provider        not null,
    provider_account       text                     not null default '',
    provider_ref           text,
    status                 payments.payment_status  not null default 'created',
    currency_code          text                     not null,
    amount                 ref.minor_units          not null,
    captured_amount        ref.minor_units          not null default 0,
    refund_pending_amount  ref.minor_units          not null default 0,
    refunded_amount        ref.minor_units          not null default 0,
    created_at             timestamptz              not null default now(),
    captured_at            timestamptz,
    constraint payments_in_order        unique (order_id, id),
    constraint payments_ref_once        unique (provider, provider_account, provider_ref),
    constraint payments_positive        check (amount > 0 and captured_amount >= 0 and captured_amount <= amount),
    constraint payments_captured        check ((status = 'captured') = (captured_amount > 0) and (status = 'captured') = (captured_at is not null)),
    constraint payments_not_overrefunded check (refunded_amount >= 0 and refund_pending_amount >= 0
                                               and refunded_amount + refund_pending_amount <= captured_amount),
    constraint payments_one_seller      check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint payments_of_order        foreign key (event_id, order_id) references ticketing.orders (event_id, id),
    constraint payments_seller_org      foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint payments_seller_user     foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint payments_currency        foreign key (currency_code) references ref.currencies (code)
) with (fillfactor = 85);
create index payments_by_order on payments.payments (event_id, order_id);
create index payments_stuck on payments.payments (created_at) where status in ('created', 'pending');

-- payments/tables/journals.sql
-- One business event in the ledger. Insert-only; lines join it only in the transaction that made it.
create table payments.journals (
    id           uuid                   primary key,
    kind         payments.journal_kind  not null,
    source_type  text                   not null,
    source_id    uuid                   not null,
    xact         xid8                   not null default pg_current_xact_id(),
    created_at   timestamptz            not null default now(),
    constraint journals_source_once unique (source_type, source_id, kind),
    constraint journals_of_xact     unique (id, xact)
);
comment on column payments.journals.xact is 'The transaction that wrote it. Its lines carry the same, so a closed journal is never extended.';

-- payments/tables/payout_accounts.sql
-- Where an organization's or a person's money is paid out to.
create table payments.payout_accounts (
    id               uuid               primary key,
    org_id           uuid,
    user_id          uuid,
    provider         payments.provider  not null,
    provider_ref     text               not null,
    label            text               not null,
    payouts_enabled  boolean            not null default false,
    created_at       timestamptz        not null default now(),
    constraint payout_accounts_one_owner check (num_nonnulls(org_id, user_id) = 1),
    constraint payout_accounts_ref_once  unique (provider, provider_ref),
    constraint payout_accounts_labelled  check (label <> ''),
    constraint payout_accounts_of_org    foreign key (org_id) references organizations.organizations (id),
    constraint payout_accounts_of_user   foreign key (user_id) references users.user_profiles (user_id)
);
create index payout_accounts_by_org on payments.payout_accounts (org_id) where org_id is not null;
create index payout_accounts_by_user on payments.payout_accounts (user_id) where user_id is not null;

-- payments/tables/org_wallets.sql
-- What the platform owes an organization or a person, one wallet per owner and currency.
create table payments.org_wallets (
    id             uuid         primary key,
    org_id         uuid,
    user_id        uuid,
    account_id     bigint       not null,
    currency_code  text         not null,
    created_at     timestamptz  not null default now(),
    constraint org_wallets_one_owner  check (num_nonnulls(org_id, user_id) = 1),
    constraint org_wallets_once       unique nulls not distinct (org_id, user_id, currency_code),
    constraint org_wallets_account    unique (account_id),
    constraint org_wallets_in_account unique (id, account_id, currency_code),
    constraint org_wallets_of_org     foreign key (org_id) references organizations.organizations (id),
    constraint org_wallets_of_user    foreign key (user_id) references users.user_profiles (user_id),
    constraint org_wallets_on_account foreign key (account_id, currency_code) references payments.accounts (id, currency_code),
    constraint org_wallets_currency   foreign key (currency_code) references ref.currencies (code)
);
create index org_wallets_by_user on payments.org_wallets (user_id) where user_id is not null;
create index org_wallets_by_currency on payments.org_wallets (currency_code);

-- payments/tables/inbox.sql
-- Notices of providers: verified, stored, answered, and only then processed. The same notice is stored once.
create table payments.inbox (
    id                uuid               primary key,
    provider          payments.provider  not null,
    provider_account  text               not null default '',
    notice_id         text               not null,
    payment_id        uuid,
    kind              text               not null,
    body              jsonb              not null,
    received_at       timestamptz        not null default now(),
    processed_at      timestamptz,
    outcome           text,
    constraint inbox_once           unique (provider, provider_account, notice_id),
    constraint inbox_processed_with check ((processed_at is null) = (outcome is null)),
    constraint inbox_of_payment     foreign key (payment_id) references payments.payments (id)
);
create index inbox_waiting on payments.inbox (id) where processed_at is null;
create index inbox_by_payment on payments.inbox (payment_id) where payment_id is not null;

-- payments/tables/refunds.sql
-- Money on its way back to the buyer. The row is the intent; its id is the provider's idempotency key.
create table payments.refunds (
    id             uuid                    primary key,
    payment_id     uuid                    not null,
    order_id       uuid                    not null,
    event_id       uuid                    not null,
    seller_org_id  uuid,
    seller_user_id uuid,
    status         payments.refund_status  not null default 'pending',
    amount         ref.minor_units         not null,
    reason         text                    not null,
    provider_ref   text,
    created_at     timestamptz             not null default now(),
    settled_at     timestamptz,
    constraint refunds_in_order    unique (order_id, id),
    constraint refunds_positive    check (amount > 0),
    constraint refunds_settled     check ((status = 'pending') = (settled_at is null)),
    constraint refunds_reasoned    check (reason <> ''),
    constraint refunds_one_seller  check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint refunds_of_payment  foreign key (order_id, payment_id) references payments.payments (order_id, id),
    constraint refunds_of_order    foreign key (event_id, order_id) references ticketing.orders (event_id, id),
    constraint refunds_seller_org  foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint refunds_seller_user foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable
);
create index refunds_by_order on payments.refunds (event_id, order_id);
create index refunds_by_payment on payments.refunds (order_id, payment_id);
create index refunds_waiting on payments.refunds (created_at) where status = 'pending';

-- payments/tables/transfers.sql
-- A ledger line moves an amount from one account to another in one currency: it balances by construction.
create table payments.transfers (
    journal_id      uuid             not null,
    line            smallint         not null,
    xact            xid8             not null default pg_current_xact_id(),
    debit_account   bigint           not null,
    credit_account  bigint           not null,
    currency_code   text             not null,
    amount          ref.minor_units  not null,
    constraint transfers_pkey       primary key (journal_id, line),
    constraint transfers_whole      unique (journal_id, line, debit_account, credit_account, amount),
    constraint transfers_positive   check (amount > 0 and debit_account <> credit_account),
    constraint transfers_of_journal foreign key (journal_id, xact) references payments.journals (id, xact),
    constraint transfers_debit      foreign key (debit_account, currency_code) references payments.accounts (id, currency_code),
    constraint transfers_credit     foreign key (credit_account, currency_code) references payments.accounts (id, currency_code)
);
create index transfers_by_debit on payments.transfers (debit_account);
create index transfers_by_credit on payments.transfers (credit_account);

-- payments/tables/wallet_snapshots.sql
-- The balance of a wallet from all lines of transactions before `before`; the balance now is the last snapshot plus the lines since.
create table payments.wallet_snapshots (
    wallet_id  uuid             not null,
    before     xid8             not null,
    balance    ref.minor_units  not null,
    taken_at   timestamptz      not null default now(),
    constraint wallet_snapshots_pkey      primary key (wallet_id, before),
    constraint wallet_snapshots_of_wallet foreign key (wallet_id) references payments.org_wallets (id)
);
comment on column payments.wallet_snapshots.before is 'No transaction below it was still running, so no line can appear later in what was summed.';

-- payments/tables/refund_lines.sql
-- How a refund splits over the units of its order, with the tax and fee of each.
create table payments.refund_lines (
    refund_id      uuid             not null,
    order_id       uuid             not null,
    order_item_id  uuid             not null,
    amount         ref.minor_units  not null,
    tax_amount     ref.minor_units  not null,
    fee_amount     ref.minor_units  not null,
    constraint refund_lines_pkey      primary key (refund_id, order_item_id),
    constraint refund_lines_within    check (amount > 0 and tax_amount between 0 and amount and fee_amount between 0 and amount),
    constraint refund_lines_of_refund foreign key (order_id, refund_id) references payments.refunds (order_id, id),
    constraint refund_lines_of_item   foreign key (order_id, order_item_id) references ticketing.order_items (order_id, id)
);
create index refund_lines_by_refund on payments.refund_lines (order_id, refund_id);
create index refund_lines_by_item on payments.refund_lines (order_id, order_item_id);

-- payments/tables/org_wallet_transactions.sql
-- The statement lines of a wallet. Each is one side of a transfer, tied to it by a key over accounts, currency and amount: they cannot disagree.
create table payments.org_wallet_transactions (
    id                uuid                       primary key,
    wallet_id         uuid                       not null,
    account_id        bigint                     not null,
    kind              payments.wallet_line_kind  not null,
    amount            ref.minor_units            not null,
    currency_code     text                       not null,
    journal_id        uuid                       not null,
    line              smallint                   not null,
    debit_account     bigint                     not null,
    credit_account    bigint                     not null,
    magnitude         ref.minor_units            generated always as (abs(amount::bigint)) stored,
    related_order_id  uuid,
    related_event_id  uuid,
    xact              xid8                       not null default pg_current_xact_id(),
    created_at        timestamptz                not null default now(),
    constraint org_wallet_transactions_signed   check ((amount > 0 and credit_account = account_id) or (amount < 0 and debit_account = account_id)),
    constraint org_wallet_transactions_line     unique (journal_id, line, account_id),
    constraint org_wallet_transactions_of_event check (related_order_id is null or related_event_id is not null),
    constraint org_wallet_transactions_transfer foreign key (journal_id, line, debit_account, credit_account, magnitude)
        references payments.transfers (journal_id, line, debit_account, credit_account, amount),
    constraint org_wallet_transactions_wallet   foreign key (wallet_id, account_id, currency_code)
        references payments.org_wallets (id, account_id, currency_code),
    constraint org_wallet_transactions_in_wallet foreign key (wallet_id) references payments.org_wallets (id),
    constraint org_wallet_transactions_order    foreign key (related_event_id, related_order_id) references ticketing.orders (event_id, id),
    constraint org_wallet_transactions_event    foreign key (related_event_id) references events.events (id),
    constraint org_wallet_transactions_currency foreign key (currency_code) references ref.currencies (code)
);
create index org_wallet_transactions_by_wallet on payments.org_wallet_transactions (wallet_id, created_at desc, id desc);
create index org_wallet_transactions_since on payments.org_wallet_transactions (wallet_id, xact) include (amount);
create index org_wallet_transactions_by_order on payments.org_wallet_transactions (related_order_id) where related_order_id is not null;
create index org_wallet_transactions_by_event on payments.org_wallet_transactions (related_event_id, related_order_id) where related_event_id is not null;
comment on column payments.org_wallet_transactions.amount is 'Signed minor units: above zero the owner gets more, below less.';

-- campaigns/tables/campaigns.sql
-- What an organization pays to have promoted: an event, or itself. Spending never passes the budget; only the service spends.
create table campaigns.campaigns (
    id               uuid                          primary key,
    org_id           uuid                          not null,
    target_event_id  uuid,
    created_by       uuid                          not null,
    name             text                          not null,
    objective        campaigns.campaign_objective  not null default 'event_promotion',
    status           campaigns.campaign_status     not null default 'draft',
    currency_code    text                          not null,
    budget_amount    ref.minor_units               not null,
    spent_amount     ref.minor_units               not null default 0,
    starts_at        timestamptz                   not null,
    ends_at          timestamptz                   not null,
    created_at       timestamptz                   not null default now(),
    constraint campaigns_of_one_org    unique (id, org_id),
    constraint campaigns_named         check (name <> '' and length(name) <= 120),
    constraint campaigns_in_order      check (ends_at > starts_at),
    constraint campaigns_budget        check (budget_amount > 0),
    constraint campaigns_within_budget check (spent_amount between 0 and budget_amount),
    constraint campaigns_unspent       check (spent_amount = 0 or status not in ('draft', 'scheduled')),
    constraint campaigns_of_org        foreign key (org_id) references organizations.organizations (id),
    constraint campaigns_for_event     foreign key (target_event_id) references events.events (id),
    constraint campaigns_by            foreign key (created_by) references users.user_profiles (user_id),
    constraint campaigns_currency      foreign key (currency_code) references ref.currencies (code)
);
create index campaigns_by_org on campaigns.campaigns (org_id, starts_at desc, id);
create index campaigns_by_event on campaigns.campaigns (target_event_id) where target_event_id is not null;
create index campaigns_by_founder on campaigns.campaigns (created_by);
create index campaigns_by_currency on campaigns.campaigns (currency_code);
create index campaigns_running on campaigns.campaigns (ends_at) where status = 'active';
comment on column campaigns.campaigns.target_event_id is 'The event that is promoted, the organization''s own or another''s; null: the organization itself.';
comment on column campaigns.campaigns.spent_amount is 'What impressions and clicks have cost so far.';

-- campaigns/tables/campaign_ads.sql
-- What people get to see of a campaign. Carries its organization, so that whoever reads ads or their figures is tested on the row.
create table campaigns.campaign_ads (
    id           uuid                    primary key,
    campaign_id  uuid                    not null,
    org_id       uuid                    not null,
    placement    campaigns.ad_placement  not null default 'feed',
    status       campaigns.ad_status     not null default 'draft',
    headline     text                    not null,
    body         text                    not null default '',
    image_url    text,
    target_url   text,
    created_at   timestamptz             not null default now(),
    constraint campaign_ads_in_campaign unique (id, campaign_id, org_id),
    constraint campaign_ads_headed      check (headline <> '' and length(headline) <= 120),
    constraint campaign_ads_body_short  check (length(body) <= 600),
    constraint campaign_ads_image_web   check (image_url ~ '^(https?:/)?/'),
    constraint campaign_ads_target_web  check (target_url ~ '^https?://'),
    constraint campaign_ads_of_campaign foreign key (campaign_id) references campaigns.campaigns (id),
    constraint campaign_ads_of_org      foreign key (campaign_id, org_id) references campaigns.campaigns (id, org_id)
);
create index campaign_ads_by_campaign on campaigns.campaign_ads (campaign_id, org_id);
create index campaign_ads_by_org on campaigns.campaign_ads (org_id);
comment on column campaigns.campaign_ads.target_url is 'Where a click leads; null: the page of the campaign''s event.';

-- sponsorship/tables/sponsors.sql
-- Those who buy sponsorship: brands. One may belong to an organization here; its people are its members.
create table sponsorship.sponsors (
    id             uuid         primary key,
    org_id         uuid,
    name           text         not null,
    description    text         not null default '',
    website        text,
    logo_url       text,
    industry_code  text,
    is_listed      boolean      not null default true,
    created_by     uuid         not null,
    created_at     timestamptz  not null default now(),
    constraint sponsors_named       check (name <> '' and length(name) <= 200),
    constraint sponsors_website_web check (website ~ '^https?://'),
    constraint sponsors_logo_web    check (logo_url ~ '^(https?:/)?/'),
    constraint sponsors_of_org      foreign key (org_id) references organizations.organizations (id),
    constraint sponsors_industry    foreign key (industry_code) references ref.industries (code),
    constraint sponsors_by          foreign key (created_by) references users.user_profiles (user_id)
);
create index sponsors_by_org on sponsorship.sponsors (org_id) where org_id is not null;
create index sponsors_by_industry on sponsorship.sponsors (industry_code) where industry_code is not null;
create index sponsors_by_founder on sponsorship.sponsors (created_by);
create index sponsors_on_show on sponsorship.sponsors (lower(name), id) where is_listed;

-- sponsorship/tables/sponsor_members.sql
-- Who acts for a sponsor, and how far.
create table sponsorship.sponsor_members (
    sponsor_id  uuid                      not null,
    user_id     uuid                      not null,
    role        sponsorship.sponsor_role  not null,
    created_at  timestamptz               not null default now(),
    constraint sponsor_members_pkey       primary key (sponsor_id, user_id),
    constraint sponsor_members_of_sponsor foreign key (sponsor_id) references sponsorship.sponsors (id) on delete cascade,
    constraint sponsor_members_of_user    foreign key (user_id) references users.user_profiles (user_id)
);
create index sponsor_members_by_user on sponsorship.sponsor_members (user_id, role) include (sponsor_id);

-- sponsorship/tables/sponsorship_packages.sql
-- What an event offers its sponsors, in a counted stock: `sold` moves only by guarded updates of the service.
create table sponsorship.sponsorship_packages (
    id              uuid                        primary key,
    event_id        uuid                        not null,
    seller_org_id   uuid,
    seller_user_id  uuid,
    sponsor_id      uuid,
    campaign_id     uuid,
    name            text                        not null,
    description     text                        not null default '',
    benefits        text[]                      not null default '{}',
    price_amount    ref.minor_units             not null,
    currency_code   text                        not null,
    inventory       integer                     not null,
    sold            integer                     not null default 0,
    status          sponsorship.package_status  not null default 'draft',
    created_at      timestamptz                 not null default now(),
    constraint sponsorship_packages_in_event       unique (event_id, id),
    constraint sponsorship_packages_in_currency    unique (id, currency_code),
    constraint sponsorship_packages_named          check (name <> '' and length(name) <= 120),
    constraint sponsorship_packages_priced         check (price_amount >= 0),
    constraint sponsorship_packages_never_oversold check (sold >= 0 and sold <= inventory),
    constraint sponsorship_packages_one_seller     check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint sponsorship_packages_of_event       foreign key (event_id) references events.events (id),
    constraint sponsorship_packages_of_org         foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint sponsorship_packages_of_user        foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint sponsorship_packages_for_sponsor    foreign key (sponsor_id) references sponsorship.sponsors (id),
    constraint sponsorship_packages_with_campaign  foreign key (campaign_id) references campaigns.campaigns (id),
    constraint sponsorship_packages_currency       foreign key (currency_code) references ref.currencies (code)
);
create index sponsorship_packages_by_event on sponsorship.sponsorship_packages (event_id);
create index sponsorship_packages_by_org on sponsorship.sponsorship_packages (seller_org_id) where seller_org_id is not null;
create index sponsorship_packages_by_user on sponsorship.sponsorship_packages (seller_user_id) where seller_user_id is not null;
create index sponsorship_packages_by_sponsor on sponsorship.sponsorship_packages (sponsor_id) where sponsor_id is not null;
create index sponsorship_packages_by_campaign on sponsorship.sponsorship_packages (campaign_id) where campaign_id is not null;
create index sponsorship_packages_by_currency on sponsorship.sponsorship_packages (currency_code);
comment on column sponsorship.sponsorship_packages.sponsor_id is 'The only sponsor it is meant for; null: anybody''s.';
comment on column sponsorship.sponsorship_packages.campaign_id is 'The campaign in which its sponsor appears.';

-- sponsorship/tables/event_sponsorships.sql
-- A package that a sponsor took, and the wallet line that paid for it. Written by the service only: it is money.
create table sponsorship.event_sponsorships (
    id                      uuid                            primary key,
    event_id                uuid                            not null,
    seller_org_id           uuid,
    seller_user_id          uuid,
    sponsor_id              uuid                            not null,
    package_id              uuid                            not null,
    payment_transaction_id  uuid,
    amount                  ref.minor_units                 not null,
    currency_code           text                            not null,
    status                  sponsorship.sponsorship_status  not null default 'pending',
    created_at              timestamptz                     not null default now(),
    cancelled_at            timestamptz,
    constraint event_sponsorships_paid_once  unique (payment_transaction_id),
    constraint event_sponsorships_priced     check (amount >= 0),
    constraint event_sponsorships_paid       check (status not in ('live', 'completed') or amount = 0 or payment_transaction_id is not null),
    constraint event_sponsorships_cancelled  check ((status = 'cancelled') = (cancelled_at is not null)),
    constraint event_sponsorships_one_seller check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint event_sponsorships_of_event   foreign key (event_id) references events.events (id),
    constraint event_sponsorships_of_org     foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint event_sponsorships_of_user    foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint event_sponsorships_of_sponsor foreign key (sponsor_id) references sponsorship.sponsors (id),
    constraint event_sponsorships_of_package foreign key (event_id, package_id) references sponsorship.sponsorship_packages (event_id, id),
    constraint event_sponsorships_currency   foreign key (package_id, currency_code)
                                             references sponsorship.sponsorship_packages (id, currency_code),
    constraint event_sponsorships_payment    foreign key (payment_transaction_id) references payments.org_wallet_transactions (id)
);
create unique index event_sponsorships_once on sponsorship.event_sponsorships (package_id, sponsor_id) where status <> 'cancelled';
create index event_sponsorships_by_event on sponsorship.event_sponsorships (event_id, package_id);
create index event_sponsorships_by_package on sponsorship.event_sponsorships (package_id, currency_code);
create index event_sponsorships_by_sponsor on sponsorship.event_sponsorships (sponsor_id, created_at desc);
create index event_sponsorships_by_org on sponsorship.event_sponsorships (seller_org_id) where seller_org_id is not null;
create index event_sponsorships_by_user on sponsorship.event_sponsorships (seller_user_id) where seller_user_id is not null;
comment on column sponsorship.event_sponsorships.payment_transaction_id is 'The line in the seller''s wallet; null until paid.';

-- sponsorship/tables/proposal_threads.sql
-- A negotiation between a sponsor and the seller of a package; one alive at a time.
create table sponsorship.proposal_threads (
    id              uuid                       primary key,
    event_id        uuid                       not null,
    seller_org_id   uuid,
    seller_user_id  uuid,
    package_id      uuid                       not null,
    sponsor_id      uuid                       not null,
    created_by      uuid                       not null,
    currency_code   text                       not null,
    status          sponsorship.thread_status  not null default 'draft',
    created_at      timestamptz                not null default now(),
    closed_at       timestamptz,
    constraint proposal_threads_in_currency unique (id, currency_code),
    constraint proposal_threads_closed      check ((status in ('draft', 'sent', 'countered')) = (closed_at is null)),
    constraint proposal_threads_one_seller  check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint proposal_threads_of_event    foreign key (event_id) references events.events (id),
    constraint proposal_threads_of_org      foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint proposal_threads_of_user     foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint proposal_threads_of_package  foreign key (package_id) references sponsorship.sponsorship_packages (id),
    constraint proposal_threads_same_event  foreign key (event_id, package_id) references sponsorship.sponsorship_packages (event_id, id),
    constraint proposal_threads_currency    foreign key (package_id, currency_code)
                                            references sponsorship.sponsorship_packages (id, currency_code),
    constraint proposal_threads_of_sponsor  foreign key (sponsor_id) references sponsorship.sponsors (id),
    constraint proposal_threads_by          foreign key (created_by) references users.user_profiles (user_id)
);
create unique index proposal_threads_one_alive on sponsorship.proposal_threads (sponsor_id, package_id)
    where status in ('draft', 'sent', 'countered');
create index proposal_threads_by_event on sponsorship.proposal_threads (event_id, package_id);
create index proposal_threads_by_package on sponsorship.proposal_threads (package_id, currency_code);
create index proposal_threads_by_sponsor on sponsorship.proposal_threads (sponsor_id, created_at desc);
create index proposal_threads_by_org on sponsorship.proposal_threads (seller_org_id) where seller_org_id is not null;
create index proposal_threads_by_user on sponsorship.proposal_threads (seller_user_id) where seller_user_id is not null;
create index proposal_threads_by_founder on sponsorship.proposal_threads (created_by);

-- sponsorship/tables/proposal_messages.sql
-- What is said and offered in a negotiation. Nobody takes a word back.
create table sponsorship.proposal_messages (
    id              uuid                    primary key,
    thread_id       uuid                    not null,
    sender_user_id  uuid                    not null,
    side            sponsorship.negotiator  not null,
    body            text                    not null default '',
    offer_amount    ref.minor_units,
    currency_code   text,
    created_at      timestamptz             not null default now(),
    constraint proposal_messages_said      check (length(body) <= 4000 and (body <> '' or offer_amount is not null)),
    constraint proposal_messages_offer     check (offer_amount >= 0),
    constraint proposal_messages_currency  check ((offer_amount is null) = (currency_code is null)),
    constraint proposal_messages_of_thread foreign key (thread_id) references sponsorship.proposal_threads (id),
    constraint proposal_messages_in_coin   foreign key (thread_id, currency_code) references sponsorship.proposal_threads (id, currency_code),
    constraint proposal_messages_by        foreign key (sender_user_id) references users.user_profiles (user_id)
);
create index proposal_messages_by_thread on sponsorship.proposal_messages (thread_id, created_at, id);
create index proposal_messages_by_currency on sponsorship.proposal_messages (thread_id, currency_code) where currency_code is not null;
create index proposal_messages_by_sender on sponsorship.proposal_messages (sender_user_id);
comment on column sponsorship.proposal_messages.offer_amount is 'A price put forward, in the currency of the thread.';

-- messaging/tables/direct_conversations.sql
-- A talk between two people, of which there is one, or in a group. Written by the service, which knows who may write to whom.
create table messaging.direct_conversations (
    id            uuid         primary key,
    low_user_id   uuid,
    high_user_id  uuid,
    title         text,
    created_by    uuid         not null,
    created_at    timestamptz  not null default now(),
    constraint direct_conversations_one_a_pair unique (low_user_id, high_user_id),
    constraint direct_conversations_pair       check (num_nonnulls(low_user_id, high_user_id) in (0, 2) and low_user_id < high_user_id),
    constraint direct_conversations_titled     check ((title is null) = (low_user_id is not null) and length(title) between 1 and 120),
    constraint direct_conversations_low        foreign key (low_user_id) references users.user_profiles (user_id),
    constraint direct_conversations_high       foreign key (high_user_id) references users.user_profiles (user_id),
    constraint direct_conversations_by         foreign key (created_by) references users.user_profiles (user_id)
);
create index direct_conversations_by_high on messaging.direct_conversations (high_user_id) where high_user_id is not null;
create index direct_conversations_by_founder on messaging.direct_conversations (created_by);
comment on column messaging.direct_conversations.low_user_id is 'Of a pair, whoever has the lower id; null for a group, which has a title instead.';

-- messaging/tables/message_jobs.sql
-- A broadcast of an organization or a person to many: to the holders of tickets of its own event, to followers, to members.
create table messaging.message_jobs (
    id             uuid                    primary key,
    org_id         uuid,
    owner_user_id  uuid,
    event_id       uuid,
    created_by     uuid                    not null,
    audience       messaging.job_audience  not null,
    status         messaging.job_status    not null default 'draft',
    subject        text                    not null,
    body           text                    not null,
    scheduled_at   timestamptz,
    sent_at        timestamptz,
    created_at     timestamptz             not null default now(),
    constraint message_jobs_of_one_org      unique (id, org_id),
    constraint message_jobs_of_one_user     unique (id, owner_user_id),
    constraint message_jobs_one_owner       check (num_nonnulls(org_id, owner_user_id) = 1),
    constraint message_jobs_to_holders      check (audience <> 'ticket_holders' or event_id is not null),
    constraint message_jobs_to_members      check (audience <> 'members' or org_id is not null),
    constraint message_jobs_scheduled       check (status <> 'scheduled' or scheduled_at is not null),
    constraint message_jobs_sent            check ((status = 'sent') = (sent_at is not null)),
    constraint message_jobs_subject         check (subject <> '' and length(subject) <= 200),
    constraint message_jobs_said            check (body <> '' and length(body) <= 20000),
    constraint message_jobs_of_org          foreign key (org_id) references organizations.organizations (id),
    constraint message_jobs_of_user         foreign key (owner_user_id) references users.user_profiles (user_id),
    constraint message_jobs_of_event        foreign key (event_id) references events.events (id),
    constraint message_jobs_event_of_org    foreign key (event_id, org_id) references events.events (id, owner_org_id) deferrable,
    constraint message_jobs_event_of_user   foreign key (event_id, owner_user_id) references events.events (id, owner_user_id) deferrable,
    constraint message_jobs_by              foreign key (created_by) references users.user_profiles (user_id)
);
create index message_jobs_by_org on messaging.message_jobs (org_id, created_at desc) where org_id is not null;
create index message_jobs_by_user on messaging.message_jobs (owner_user_id, created_at desc) where owner_user_id is not null;
create index message_jobs_by_event on messaging.message_jobs (event_id) where event_id is not null;
create index message_jobs_by_founder on messaging.message_jobs (created_by);
create index message_jobs_due on messaging.message_jobs (scheduled_at) where status = 'scheduled';

-- messaging/tables/conversation_participants.sql
-- Who is in a conversation, how far each has read, and when somebody left.
create table messaging.conversation_participants (
    conversation_id  uuid                        not null,
    user_id          uuid                        not null,
    role             messaging.participant_role  not null default 'member',
    joined_at        timestamptz                 not null default now(),
    last_read_at     timestamptz,
    muted_until      timestamptz,
    left_at          timestamptz,
    constraint conversation_participants_pkey            primary key (conversation_id, user_id),
    constraint conversation_participants_in_order        check (left_at >= joined_at),
    constraint conversation_participants_of_conversation foreign key (conversation_id) references messaging.direct_conversations (id),
    constraint conversation_participants_of_user         foreign key (user_id) references users.user_profiles (user_id)
);
create index conversation_participants_by_user on messaging.conversation_participants (user_id) include (conversation_id);

-- messaging/tables/message_job_recipients.sql
-- To whom a broadcast goes, a person or a guest's address, and whether it arrived. Carries the broadcast's owner.
create table messaging.message_job_recipients (
    id             uuid                       primary key,
    job_id         uuid                       not null,
    org_id         uuid,
    owner_user_id  uuid,
    user_id        uuid,
    email          text,
    status         messaging.delivery_status  not null default 'pending',
    error          text,
    sent_at        timestamptz,
    constraint message_job_recipients_once_user  unique (job_id, user_id),
    constraint message_job_recipients_one_owner  check (num_nonnulls(org_id, owner_user_id) = 1),
    constraint message_job_recipients_one_target check (num_nonnulls(user_id, email) = 1),
    constraint message_job_recipients_email_form check (email ~ '^[^@\s]+@[^@\s]+$' and length(email) <= 254),
    constraint message_job_recipients_sent       check ((status = 'sent') = (sent_at is not null)),
    constraint message_job_recipients_error      check (error is null or status in ('failed', 'skipped')),
    constraint message_job_recipients_of_job     foreign key (job_id) references messaging.message_jobs (id),
    constraint message_job_recipients_of_org     foreign key (job_id, org_id) references messaging.message_jobs (id, org_id),
    constraint message_job_recipients_of_owner   foreign key (job_id, owner_user_id) references messaging.message_jobs (id, owner_user_id),
    constraint message_job_recipients_to         foreign key (user_id) references users.user_profiles (user_id)
);
create unique index message_job_recipients_once_email on messaging.message_job_recipients (job_id, lower(email)) where email is not null;
create index message_job_recipients_by_user on messaging.message_job_recipients (user_id) where user_id is not null;
create index message_job_recipients_waiting on messaging.message_job_recipients (job_id, id) where status = 'pending';

-- messaging/tables/direct_messages.sql
-- What is said in a conversation. The sender is one of its participants, by key; only those who are still in it read and write.
create table messaging.direct_messages (
    id               uuid         primary key,
    conversation_id  uuid         not null,
    sender_user_id   uuid         not null,
    text             text         not null,
    client_id        uuid         not null,
    created_at       timestamptz  not null default now(),
    deleted_at       timestamptz,
    constraint direct_messages_once            unique (sender_user_id, client_id),
    constraint direct_messages_said            check (text <> '' and length(text) <= 4000),
    constraint direct_messages_of_conversation foreign key (conversation_id) references messaging.direct_conversations (id),
    constraint direct_messages_by              foreign key (sender_user_id) references users.user_profiles (user_id),
    constraint direct_messages_by_participant  foreign key (conversation_id, sender_user_id)
                                               references messaging.conversation_participants (conversation_id, user_id)
);
create index direct_messages_by_conversation on messaging.direct_messages (conversation_id, created_at desc, id desc);
comment on column messaging.direct_messages.client_id is 'Made by the sender''s device, so that sending again says it once.';

-- messaging/tables/notifications.sql
-- What the platform tells a person, once for each reason (`dedupe_key`).
create table messaging.notifications (
    id                 uuid         primary key,
    recipient_user_id  uuid         not null,
    event_id           uuid,
    message_id         uuid,
    kind               text         not null,
    dedupe_key         text         not null,
    title              text         not null,
    body               text         not null default '',
    target_path        text,
    created_at         timestamptz  not null default now(),
    read_at            timestamptz,
    constraint notifications_once       unique (recipient_user_id, dedupe_key),
    constraint notifications_kind_form  check (kind ~ '^[a-z_]+(\.[a-z_]+)?$'),
    constraint notifications_keyed      check (dedupe_key <> '' and length(dedupe_key) <= 200),
    constraint notifications_titled     check (title <> '' and length(title) <= 200),
    constraint notifications_path_local check (target_path ~ '^/($|[^/])'),
    constraint notifications_to         foreign key (recipient_user_id) references users.user_profiles (user_id),
    constraint notifications_of_event   foreign key (event_id) references events.events (id),
    constraint notifications_of_message foreign key (message_id) references messaging.direct_messages (id)
);
create index notifications_by_recipient on messaging.notifications (recipient_user_id, created_at desc, id desc);
create index notifications_unread on messaging.notifications (recipient_user_id) where read_at is null;
create index notifications_by_event on messaging.notifications (event_id) where event_id is not null;
create index notifications_by_message on messaging.notifications (message_id) where message_id is not null;
comment on column messaging.notifications.dedupe_key is 'What it is about (ticket:<id>, follow:<id>), so that telling again tells once.';
comment on column messaging.notifications.target_path is 'Where it leads on this site.';

-- analytics/tables/ad_clicks.sql
-- Each click on an ad, by month. The campaign's organization reads them, without the viewer.
create table analytics.ad_clicks (
    id              uuid                    not null,
    created_at      timestamptz             not null default now(),
    campaign_id     uuid                    not null,
    ad_id           uuid                    not null,
    org_id          uuid                    not null,
    viewer_user_id  uuid,
    placement       campaigns.ad_placement  not null,
    constraint ad_clicks_pkey        primary key (id, created_at),
    constraint ad_clicks_of_campaign foreign key (campaign_id) references campaigns.campaigns (id),
    constraint ad_clicks_of_ad       foreign key (ad_id) references campaigns.campaign_ads (id),
    constraint ad_clicks_of_org      foreign key (ad_id, campaign_id, org_id) references campaigns.campaign_ads (id, campaign_id, org_id),
    constraint ad_clicks_by          foreign key (viewer_user_id) references users.user_profiles (user_id)
) partition by range (created_at);
create index ad_clicks_by_campaign on analytics.ad_clicks (campaign_id, created_at);
create index ad_clicks_by_ad on analytics.ad_clicks (ad_id, campaign_id, org_id);
create index ad_clicks_by_viewer on analytics.ad_clicks (viewer_user_id, created_at) where viewer_user_id is not null;

create table analytics.ad_clicks_default partition of analytics.ad_clicks default;
alter table analytics.ad_clicks_default enable row level security;
select analytics.make_partitions((now() - interval '12 months')::date, 24);

-- analytics/tables/ad_impressions.sql
-- Each time an ad was shown to somebody, by month. The campaign's organization reads them, without the viewer.
create table analytics.ad_impressions (
    id              uuid                    not null,
    created_at      timestamptz             not null default now(),
    campaign_id     uuid                    not null,
    ad_id           uuid                    not null,
    org_id          uuid                    not null,
    viewer_user_id  uuid,
    placement       campaigns.ad_placement  not null,
    viewable        boolean                 not null,
    constraint ad_impressions_pkey        primary key (id, created_at),
    constraint ad_impressions_of_campaign foreign key (campaign_id) references campaigns.campaigns (id),
    constraint ad_impressions_of_ad       foreign key (ad_id) references campaigns.campaign_ads (id),
    constraint ad_impressions_of_org      foreign key (ad_id, campaign_id, org_id) references campaigns.campaign_ads (id, campaign_id, org_id),
    constraint ad_impressions_by          foreign key (viewer_user_id) references users.user_profiles (user_id)
) partition by range (created_at);
create index ad_impressions_by_campaign on analytics.ad_impressions (campaign_id, created_at);
create index ad_impressions_by_ad on analytics.ad_impressions (ad_id, campaign_id, org_id);
create index ad_impressions_by_viewer on analytics.ad_impressions (viewer_user_id, created_at) where viewer_user_id is not null;
comment on column analytics.ad_impressions.viewable is 'At least half of it was in view for a second: what is billed.';

create table analytics.ad_impressions_default partition of analytics.ad_impressions default;
alter table analytics.ad_impressions_default enable row level security;
select analytics.make_partitions((now() - interval '12 months')::date, 24);

-- analytics/tables/analytics_events.sql
-- What happened, for counting: one row a fact, by month. Staff read the facts of their own events, people their own.
create table analytics.analytics_events (
    id              uuid         not null,
    created_at      timestamptz  not null default now(),
    event_type      text         not null,
    user_id         uuid,
    event_id        uuid,
    ticket_id       uuid,
    seller_org_id   uuid,
    seller_user_id  uuid,
    properties      jsonb        not null default '{}',
    constraint analytics_events_pkey       primary key (id, created_at),
    constraint analytics_events_type_form  check (event_type ~ '^[a-z_]+(\.[a-z_]+)?$'),
    constraint analytics_events_one_seller check (num_nonnulls(seller_org_id, seller_user_id) = num_nonnulls(event_id)),
    constraint analytics_events_ticket     check (ticket_id is null or event_id is not null),
    constraint analytics_events_object     check (jsonb_typeof(properties) = 'object'),
    constraint analytics_events_by         foreign key (user_id) references users.user_profiles (user_id),
    constraint analytics_events_of_event   foreign key (event_id) references events.events (id),
    constraint analytics_events_of_org     foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint analytics_events_of_user    foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint analytics_events_of_ticket  foreign key (event_id, ticket_id) references ticketing.tickets (event_id, id)
) partition by range (created_at);
create index analytics_events_by_user on analytics.analytics_events (user_id, created_at desc) where user_id is not null;
create index analytics_events_by_event on analytics.analytics_events (event_id, created_at) where event_id is not null;
create index analytics_events_by_ticket on analytics.analytics_events (event_id, ticket_id) where ticket_id is not null;

create table analytics.analytics_events_default partition of analytics.analytics_events default;
alter table analytics.analytics_events_default enable row level security;
select analytics.make_partitions((now() - interval '12 months')::date, 24);

-- analytics/tables/event_impressions.sql
-- Each time an event was shown to somebody, by month. Its seller's staff read them, without the viewer.
create table analytics.event_impressions (
    id              uuid               not null,
    created_at      timestamptz        not null default now(),
    event_id        uuid               not null,
    seller_org_id   uuid,
    seller_user_id  uuid,
    viewer_user_id  uuid,
    surface         analytics.surface  not null,
    dwell_ms        integer,
    constraint event_impressions_pkey       primary key (id, created_at),
    constraint event_impressions_one_seller check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint event_impressions_dwell      check (dwell_ms between 0 and 3600000),
    constraint event_impressions_of_event   foreign key (event_id) references events.events (id),
    constraint event_impressions_of_org     foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint event_impressions_of_user    foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint event_impressions_by         foreign key (viewer_user_id) references users.user_profiles (user_id)
) partition by range (created_at);
create index event_impressions_by_event on analytics.event_impressions (event_id);
create index event_impressions_by_viewer on analytics.event_impressions (viewer_user_id, created_at) where viewer_user_id is not null;
comment on column analytics.event_impressions.dwell_ms is 'How long it stayed in view, in milliseconds; null: not measured.';

create table analytics.event_impressions_default partition of analytics.event_impressions default;
alter table analytics.event_impressions_default enable row level security;
select analytics.make_partitions((now() - interval '12 months')::date, 24);

-- analytics/tables/post_impressions.sql
-- Each time a post was shown to somebody, by month. The staff of its event's seller read them, without the viewer.
create table analytics.post_impressions (
    id              uuid               not null,
    created_at      timestamptz        not null default now(),
    event_id        uuid               not null,
    post_id         uuid               not null,
    seller_org_id   uuid,
    seller_user_id  uuid,
    viewer_user_id  uuid,
    surface         analytics.surface  not null,
    dwell_ms        integer,
    constraint post_impressions_pkey       primary key (id, created_at),
    constraint post_impressions_one_seller check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint post_impressions_dwell      check (dwell_ms between 0 and 3600000),
    constraint post_impressions_of_post    foreign key (post_id) references events.event_posts (id),
    constraint post_impressions_same_event foreign key (event_id, post_id) references events.event_posts (event_id, id),
    constraint post_impressions_of_org     foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint post_impressions_of_user    foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint post_impressions_by         foreign key (viewer_user_id) references users.user_profiles (user_id)
) partition by range (created_at);
create index post_impressions_by_post on analytics.post_impressions (post_id, event_id);
create index post_impressions_by_event on analytics.post_impressions (event_id);
create index post_impressions_by_viewer on analytics.post_impressions (viewer_user_id, created_at) where viewer_user_id is not null;
comment on column analytics.post_impressions.dwell_ms is 'How long it stayed in view, in milliseconds; null: not measured.';

create table analytics.post_impressions_default partition of analytics.post_impressions default;
alter table analytics.post_impressions_default enable row level security;
select analytics.make_partitions((now() - interval '12 months')::date, 24);

-- ml/tables/event_features.sql
-- What a model knows of an event: where it lies among events, and how much it is asked for. Whoever sees the event may rank with it.
create table ml.event_features (
    event_id     uuid                not null,
    model        text                not null,
    embedding    public.vector(384)  not null,
    popularity   real                not null default 0,
    computed_at  timestamptz         not null default now(),
    constraint event_features_pkey        primary key (event_id, model),
    constraint event_features_model_named check (model ~ '^[a-z0-9][a-z0-9._-]{0,59}$'),
    constraint event_features_popularity  check (popularity between 0 and 1),
    constraint event_features_of_event    foreign key (event_id) references events.events (id) on delete cascade
);
create index event_features_near on ml.event_features using hnsw (embedding public.vector_cosine_ops);
comment on column ml.event_features.popularity is 'Share of events that are asked for less: 0 to 1.';

-- ml/tables/user_embeddings.sql
-- Where a person's taste lies, by model. Everybody may read his own.
create table ml.user_embeddings (
    user_id      uuid                not null,
    model        text                not null,
    embedding    public.vector(384)  not null,
    signals      integer             not null default 0,
    computed_at  timestamptz         not null default now(),
    constraint user_embeddings_pkey        primary key (user_id, model),
    constraint user_embeddings_model_named check (model ~ '^[a-z0-9][a-z0-9._-]{0,59}$'),
    constraint user_embeddings_counted     check (signals >= 0),
    constraint user_embeddings_of_user     foreign key (user_id) references users.user_profiles (user_id) on delete cascade
);
create index user_embeddings_near on ml.user_embeddings using hnsw (embedding public.vector_cosine_ops);
comment on column ml.user_embeddings.signals is 'How many acts of the person it was learned from.';

-- users/foreign.sql
-- The only keys that point up the ladder: what a person follows.
alter table users.follows
    add constraint follows_organization foreign key (target_org_id) references organizations.organizations (id) on delete restrict;
alter table users.follows
    add constraint follows_event foreign key (target_event_id) references events.events (id) on delete restrict;
