-- name: orders_of_person
select array_agg(id order by id) from ticketing.orders where user_id = :person;

-- name: orders_of_guest
select array_agg(id order by id) from ticketing.orders where user_id is null and lower(email) = lower(:address);

-- name: addresses_of_person
-- Those that he has, wants, or gave with an order.
select array_agg(distinct lower(found.email))
  from (select c.email from users.contacts c where c.user_id = :person
        union all
        select c.wanted_email from users.contacts c where c.user_id = :person
        union all
        select o.email from ticketing.orders o where o.user_id = :person) as found (email)
 where found.email is not null;

-- name: pictures_of_person
select key, kind from users.pictures where owner_user_id = :person order by key;
