-- The only keys that point up the ladder: what a person follows.
alter table users.follows
    add constraint follows_organization foreign key (target_org_id) references organizations.organizations (id) on delete restrict;
alter table users.follows
    add constraint follows_event foreign key (target_event_id) references events.events (id) on delete restrict;
-- And the one that closes a circle: a picture belongs to a person, who may show it.
alter table users.user_profiles
    add constraint user_profiles_avatar foreign key (avatar_key) references users.pictures (key);
