-- side: before
-- why:  people, organizations and events may have pictures
set local lock_timeout = '4s';
set local statement_timeout = '15s';

create table users.pictures (
    key            text         primary key,
    kind           text         not null,
    owner_user_id  uuid         not null,
    width          integer      not null,
    height         integer      not null,
    bytes          bigint       not null,
    created_at     timestamptz  not null default now(),
    unshown_since  timestamptz,
    constraint pictures_kind     check (kind in ('avatar', 'logo', 'cover')),
    constraint pictures_key_form check (key ~ '^[a-z]+-[0-9a-f]{40}$' and split_part(key, '-', 1) = kind),
    constraint pictures_measured check (width > 0 and height > 0 and bytes > 0),
    constraint pictures_of_owner foreign key (owner_user_id) references users.user_profiles (user_id)
);
create index pictures_by_owner on users.pictures (owner_user_id);
comment on column users.pictures.owner_user_id is 'Who uploaded it. What shows it refers to it by its key.';
comment on column users.pictures.width is 'Of its largest size, in pixels.';
comment on column users.pictures.bytes is 'Of all its sizes together.';
comment on column users.pictures.unshown_since is 'When the sweeper first found that nothing shows it; it goes once the grace is over.';

alter table users.user_profiles add column avatar_key text;
comment on column users.user_profiles.photo_url is 'No longer read or written; avatar_key took its place.';
alter table users.user_profiles
    add constraint user_profiles_avatar_kind check (avatar_key ~ '^avatar-') not valid;
alter table users.user_profiles
    add constraint user_profiles_avatar foreign key (avatar_key) references users.pictures (key) not valid;

alter table organizations.organizations add column logo_key text;
alter table organizations.organizations
    add constraint organizations_logo_kind check (logo_key ~ '^logo-') not valid;
alter table organizations.organizations
    add constraint organizations_logo foreign key (logo_key) references users.pictures (key) not valid;

alter table events.events add column cover_key text;
alter table events.events add column cover_focus text not null default 'center';
comment on column events.events.cover_focus is 'The part of the cover that stays in sight where it is cut.';
alter table events.events
    add constraint events_cover_kind check (cover_key ~ '^cover-') not valid;
alter table events.events
    add constraint events_cover_focus check (cover_focus in ('top-left', 'top', 'top-right', 'left', 'center', 'right',
                                                             'bottom-left', 'bottom', 'bottom-right')) not valid;
alter table events.events
    add constraint events_cover foreign key (cover_key) references users.pictures (key) not valid;
