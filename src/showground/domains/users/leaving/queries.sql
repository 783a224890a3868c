-- name: add_export
insert into users.exports (id, user_id, blob) values (:id, :user_id, :blob);

-- name: exports
-- Newest first; those whose file is gone are not in it any more.
select id, case when made_at is null then 'waiting' when expires_at > now() then 'ready' else 'expired' end,
       asked_at, made_at, expires_at, bytes
  from users.exports
 where user_id = :user_id
 order by asked_at desc, id desc
 limit 20;

-- name: file_of_export
-- As the service.
select blob, bytes, made_at from users.exports where id = :id and user_id = :user_id and made_at is not null and expires_at > now();

-- name: take_export
-- The one that has waited longest and that nobody tried a while ago.
update users.exports
   set tried_at = now()
 where id = (select x.id
               from users.exports x
              where x.made_at is null and (x.tried_at is null or x.tried_at < now() - :pause::interval)
              order by x.asked_at, x.id
              limit 1
                for no key update skip locked)
returning id, user_id, blob;

-- name: finish_export
update users.exports set made_at = now(), expires_at = now() + :lasts::interval, bytes = :size where id = :id and made_at is null;

-- name: blobs_of_exports
select blob from users.exports where blob = any (:blobs::text[]);

-- name: ask_erasure
insert into users.erasures (id, user_id, due_at) values (:id, :user_id, now() + :grace::interval);

-- name: open_erasure
select id, asked_at, due_at, held_up from users.erasures where user_id = :user_id and taken_back_at is null and done_at is null;

-- name: take_back
update users.erasures set taken_back_at = now() where user_id = :user_id and taken_back_at is null and begun_at is null;

-- name: end_sessions
delete from users.sessions where user_id = :user_id;

-- name: next_due
-- Begun ones first: they are finished whatever happens.
select id, user_id, begun_at is not null
  from users.erasures
 where taken_back_at is null and done_at is null and due_at <= now() and id <> all (:tried::uuid[])
 order by begun_at nulls last, due_at, id
 limit 1;

-- name: begin_erasure
-- No row: it was taken back meanwhile.
update users.erasures set begun_at = coalesce(begun_at, now()), held_up = null where id = :id and taken_back_at is null;

-- name: close_account
update users.accounts set disabled_at = coalesce(disabled_at, now()) where user_id = :user_id;

-- name: hold_up
update users.erasures set held_up = :why where id = :id and begun_at is null;

-- name: finish_erasure
update users.erasures set done_at = now() where id = :id and done_at is null;
