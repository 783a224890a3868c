-- side: before   (old code must run on the result)
-- why:  real use is recorded: visitors without cookies, what was counted day by day, pages of organizations
set local lock_timeout = '4s';
set local statement_timeout = '60s';

alter table analytics.event_impressions add column visitor bigint;
alter table analytics.post_impressions add column visitor bigint;
alter table analytics.analytics_events add column visitor bigint;

alter table analytics.event_impressions
    add constraint event_impressions_nobody check (viewer_user_id is null or visitor is null) not valid;
alter table analytics.post_impressions
    add constraint post_impressions_nobody check (viewer_user_id is null or visitor is null) not valid;
alter table analytics.analytics_events
    add constraint analytics_events_nobody check (user_id is null or visitor is null) not valid;
alter table analytics.analytics_events
    add constraint analytics_events_of_seller check (case when event_id is null then seller_user_id is null else num_nonnulls(seller_org_id, seller_user_id) = 1 end) not valid;
-- squawk-ignore ban-drop-constraint
alter table analytics.analytics_events drop constraint analytics_events_one_seller;
-- PostgreSQL 16 and 17 have no `not valid` for keys of partitioned tables.
alter table analytics.analytics_events
    -- squawk-ignore adding-foreign-key-constraint, constraint-missing-not-valid
    add constraint analytics_events_seller foreign key (seller_org_id) references organizations.organizations (id);
-- squawk-ignore require-concurrent-index-creation
create index analytics_events_by_org on analytics.analytics_events (seller_org_id, created_at) where event_id is null;

comment on column analytics.event_impressions.visitor is 'A visitor of one day: a salted hash whose salt is gone two days later. Null: he did not want to be counted, or consented to his name.';
comment on column analytics.post_impressions.visitor is 'A visitor of one day: a salted hash whose salt is gone two days later. Null: he did not want to be counted, or consented to his name.';
comment on column analytics.analytics_events.seller_org_id is 'Whose event it is; without an event, whose page was seen.';
comment on column analytics.analytics_events.visitor is 'A visitor of one day: a salted hash whose salt is gone two days later. Null: he did not want to be counted, or consented to his name.';

create table analytics.visitor_salts (
    day   date   primary key,
    salt  bytea  not null,
    constraint visitor_salts_long check (octet_length(salt) = 32)
);

create table analytics.event_visitors (
    day       date    not null,
    event_id  uuid    not null,
    kind      text    not null,
    visitor   bigint  not null,
    constraint event_visitors_pkey     primary key (day, event_id, kind, visitor),
    constraint event_visitors_of_event foreign key (event_id) references events.events (id)
);
create index event_visitors_by_event on analytics.event_visitors (event_id);
comment on column analytics.event_visitors.visitor is 'The visitor''s key, or a hash of the person: never who it is.';

create table analytics.event_days (
    event_id        uuid     not null,
    day             date     not null,
    kind            text     not null,
    seller_org_id   uuid,
    seller_user_id  uuid,
    facts           integer  not null,
    visitors        integer  not null default 0,
    constraint event_days_pkey       primary key (event_id, day, kind),
    constraint event_days_kind_form  check (kind ~ '^[a-z_]+(\.[a-z_]+)?$'),
    constraint event_days_counted    check (facts > 0 and visitors between 0 and facts),
    constraint event_days_one_seller check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint event_days_of_event   foreign key (event_id) references events.events (id),
    constraint event_days_of_org     foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint event_days_of_user    foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable
) with (fillfactor = 70);                                     -- today's rows are raised all day: updates stay on their page
comment on column analytics.event_days.kind is 'event.viewed: its page was seen. event.shown: a card of it was in a list. Else the type of the analytics event.';
comment on column analytics.event_days.visitors is 'How many different visitors were behind it on that day; those who do not want to be counted are not among them.';
