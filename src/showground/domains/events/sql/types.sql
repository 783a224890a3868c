create type events.owner_context as enum ('user', 'organization');
create type events.event_status as enum ('draft', 'scheduled', 'published', 'postponed', 'cancelled', 'ended', 'archived');
create type events.event_visibility as enum ('public', 'unlisted', 'private');
create type events.access_reason as enum ('holder', 'invited', 'role');
create type events.post_visibility as enum ('public', 'followers', 'holders');
create type events.staff_role as enum ('door', 'finance', 'manager');
