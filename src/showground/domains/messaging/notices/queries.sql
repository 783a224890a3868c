-- name: notifications_of_caller
-- Newest first. Names the reader although RLS would: the policy is the net, this is the index.
select id, kind, title, body, target_path, event_id, created_at, read_at
  from messaging.notifications
 where recipient_user_id = (select auth.uid()) and (created_at, id) < (:before::timestamptz, :before_id::uuid)
 order by created_at desc, id desc
 limit :limit;

-- name: unread_of_caller
-- Nobody reads more digits than these: the count stops there, however many wait.
select count(*)::integer
  from (select from messaging.notifications
         where recipient_user_id = (select auth.uid()) and read_at is null limit 100) n;

-- name: mark_read
-- Those named, or all up to a moment: what came after the page was shown stays unread.
update messaging.notifications set read_at = now()
 where recipient_user_id = (select auth.uid()) and read_at is null and created_at <= :until::timestamptz
   and (:everything::boolean or id = any(:ids::uuid[]));

-- name: notification
select id, kind, title, body, target_path, event_id, created_at, read_at
  from messaging.notifications
 where recipient_user_id = (select auth.uid()) and id = :notification_id;
