-- name: add_picture
-- As the service. Whoever is in the claims uploaded it.
insert into users.pictures (key, kind, owner_user_id, width, height, bytes)
values (:key, :kind, (select auth.uid()), :width, :height, :bytes);

-- name: set_avatar
update users.user_profiles set avatar_key = :key where user_id = (select auth.uid()) and erased_at is null;

-- name: keys_in_use
-- Of every picture that there is, in order, from one key on.
select key, kind from users.pictures where key > :after order by key limit :limit;

-- name: keys_among
select key from users.pictures where key = any (:keys::text[]);
