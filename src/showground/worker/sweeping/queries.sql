-- name: note_unshown
-- Everything that may show a picture is asked, so that one that is shown again is safe. A new one is left alone while its page saves.
with shown as (
    select p.key,
           exists (select from users.user_profiles u where u.avatar_key = p.key)
           or exists (select from organizations.organizations o where o.logo_key = p.key)
           or exists (select from events.events e where e.cover_key = p.key) as now
      from users.pictures p)
update users.pictures p
   set unshown_since = case when shown.now then null else now() end
  from shown
 where shown.key = p.key and shown.now = (p.unshown_since is not null);

-- name: forget_unshown
-- Asked anew of everything that may show it; a key that was written in between makes this fail, and it is tried again.
delete from users.pictures p
 where p.unshown_since < now() - :grace::interval
   and not exists (select from users.user_profiles u where u.avatar_key = p.key)
   and not exists (select from organizations.organizations o where o.logo_key = p.key)
   and not exists (select from events.events e where e.cover_key = p.key);
