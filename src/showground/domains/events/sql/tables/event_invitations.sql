-- Which role at which event an invitation offers; address, token and state stand in organizations.invitations.
create table events.event_invitations (
    invitation_id  uuid               primary key,
    event_id       uuid               not null,
    role           events.staff_role  not null,
    ends_at        timestamptz,
    constraint event_invitations_letter   foreign key (invitation_id, event_id) references organizations.invitations (id, event_id),
    constraint event_invitations_of_event foreign key (event_id) references events.events (id)
);
create index event_invitations_by_event on events.event_invitations (event_id);
comment on column events.event_invitations.ends_at is 'When the role that it offers ends by itself.';

-- access
alter table events.event_invitations enable row level security;

create policy event_invitations_serve on events.event_invitations for all to service_role, showground_definer
    using (true) with check (true);

grant select, insert on events.event_invitations to service_role;
grant select         on events.event_invitations to showground_definer;
