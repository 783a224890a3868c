-- name: decisions
-- The newest decision of each purpose.
select distinct on (c.purpose) c.purpose, c.given, c.decided_at
  from users.consents c
 where c.user_id = :user_id
 order by c.purpose, c.decided_at desc, c.id desc;

-- name: add_decision
insert into users.consents (id, user_id, purpose, given) values (:id, :user_id, :purpose, :given);
