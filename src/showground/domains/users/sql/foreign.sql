-- The only keys that point up the ladder: what a person follows.
alter table users.follows
    add constraint follows_organization foreign key (target_org_id) references organizations.organizations (id) on delete restrict;
alter table users.follows
    add constraint follows_event foreign key (target_event_id) references events.events (id) on delete restrict;
