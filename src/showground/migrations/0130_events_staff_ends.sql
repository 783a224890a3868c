-- side: before
-- why:  a role at an event may end by itself
set local lock_timeout = '4s';
set local statement_timeout = '15s';

alter table events.event_staff add column ends_at timestamptz;
comment on column events.event_staff.ends_at is 'From then on the role is none; null: until somebody ends it.';
alter table events.event_invitations add column ends_at timestamptz;
comment on column events.event_invitations.ends_at is 'When the role that it offers ends by itself.';
