create type users.follow_target as enum ('user', 'organization', 'event');
create type users.follow_status as enum ('pending', 'accepted');
