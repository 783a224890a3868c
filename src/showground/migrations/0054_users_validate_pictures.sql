-- side: before
-- why:  the constraints of 0050 hold for what was there before
set local lock_timeout = '4s';
set local statement_timeout = '60s';

alter table users.user_profiles validate constraint user_profiles_avatar_kind;
alter table users.user_profiles validate constraint user_profiles_avatar;
alter table organizations.organizations validate constraint organizations_logo_kind;
alter table organizations.organizations validate constraint organizations_logo;
alter table events.events validate constraint events_cover_kind;
alter table events.events validate constraint events_cover_focus;
alter table events.events validate constraint events_cover;
