-- name: purchase
-- What a person bought, as it is called in the language that letters speak to him; nothing for a guest.
select o.user_id, o.event_id, coalesce(x.title, e.title), n.units, l.language
  from ticketing.orders o
  join events.events e on e.id = o.event_id
  left join users.contacts c on c.user_id = o.user_id
 cross join lateral (select coalesce(c.language, o.language) as language) l
  left join events.event_texts x on x.event_id = e.id and x.language = l.language and x.language <> e.language
 cross join lateral (select count(*) as units from ticketing.order_items i
                      where i.event_id = o.event_id and i.order_id = o.id and i.ticket_id is not null) n
 where o.id = :order_id and o.status = 'paid' and o.user_id is not null;

-- name: notify
-- The dedupe key makes telling again tell once.
insert into messaging.notifications (id, recipient_user_id, event_id, kind, dedupe_key, title, body, target_path)
values (:notification_id, :recipient, :event_id, :kind, :dedupe_key, left(:title, 200), :body, :target_path)
    on conflict on constraint notifications_once do nothing;
