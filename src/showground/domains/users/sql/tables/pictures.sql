-- Pictures that people uploaded, whatever shows them. The bytes lie in the storage, one blob for each size, under names made of the
-- key; the key is new with every upload and never used again, so a blob never changes and is never wanted again once swept.
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

-- access
alter table users.pictures enable row level security;

create policy pictures_serve on users.pictures for all to service_role
    using (true) with check (true);

grant select, insert, update, delete on users.pictures to service_role;
