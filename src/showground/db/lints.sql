-- What must not be found in the catalog. Each query returns subject and detail of every offence; none is how it should be.
-- `:schemas` are ours, without the job queue's, whose tables are another project's. Reviewed exceptions: lint_exceptions.csv.

-- name: row_security_off
-- A table or partition without row level security shows all its rows to whoever is granted it.
select format('%I.%I', n.nspname, c.relname) as subject, 'enable row level security' as detail
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = any(:schemas || array['jobs']) and c.relkind in ('r', 'p') and not c.relrowsecurity
 order by 1;

-- name: row_security_forced
-- Forced, it binds the owner as well: keys are validated over orphans that he does not see, and data migrations do nothing.
select format('%I.%I', n.nspname, c.relname) as subject, 'no force row level security' as detail
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = any(:schemas || array['jobs']) and c.relforcerowsecurity
 order by 1;

-- name: table_of_another_owner
-- Tables, sequences and views belong to the owner, as whom nothing serves.
select format('%I.%I', n.nspname, c.relname) as subject, format('owned by %s', c.relowner::regrole) as detail
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = any(:schemas || array['jobs']) and c.relkind in ('r', 'p', 'v', 'm', 'S') and c.relowner <> 'showground_owner'::regrole
 order by 1;

-- name: partition_granted
-- Policies of the parent do not hold for a partition that is read directly.
select distinct format('%I.%I', n.nspname, c.relname) as subject, format('granted to %s', a.grantee::regrole) as detail
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
 cross join lateral (select x.grantee from aclexplode(c.relacl) x
                     union all
                     select x.grantee from pg_attribute t, aclexplode(t.attacl) x where t.attrelid = c.oid) a
 where n.nspname = any(:schemas) and c.relispartition and a.grantee <> c.relowner
 order by 1;

-- name: granted_to_public
-- Everybody is nobody in particular: rights are granted to roles by name.
select format('%I.%I', n.nspname, c.relname) as subject, string_agg(distinct a.privilege_type, ', ') as detail
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
 cross join lateral aclexplode(c.relacl) a
 where n.nspname = any(:schemas || array['jobs']) and a.grantee = 0
 group by 1
 order by 1;

-- name: policy_without_role
-- A policy for public is evaluated for everybody, and for roles that come later.
select format('%s on %I.%I', p.polname, n.nspname, c.relname) as subject, 'name the roles in `to`' as detail
  from pg_policy p
  join pg_class c on c.oid = p.polrelid
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = any(:schemas || array['jobs']) and 0 = any(p.polroles)
 order by 1;

-- name: policies_overlap
-- Several permissive policies are OR-ed: a wide one undoes a careful one, and all are evaluated.
select format('%I.%I', n.nspname, c.relname) as subject,
       format('%s for %s: %s', v.verb, r.role::regrole, string_agg(p.polname::text, ', ' order by p.polname)) as detail
  from pg_policy p
  join pg_class c on c.oid = p.polrelid
  join pg_namespace n on n.oid = c.relnamespace
 cross join lateral unnest(p.polroles) as r (role)
  join (values ('r', 'select'), ('a', 'insert'), ('w', 'update'), ('d', 'delete')) as v (letter, verb)
    on p.polcmd::text in ('*', v.letter)
 where n.nspname = any(:schemas) and p.polpermissive
 group by n.nspname, c.relname, v.verb, r.role
having count(*) > 1
 order by 1, 2;

-- name: context_call_unwrapped
-- `auth.uid()` and its like are called once a row unless they stand in a subquery: `(select auth.uid())`.
select format('%s on %I.%I', p.polname, n.nspname, c.relname) as subject, e.expression as detail
  from pg_policy p
  join pg_class c on c.oid = p.polrelid
  join pg_namespace n on n.oid = c.relnamespace
 cross join lateral (values (pg_get_expr(p.polqual, p.polrelid)), (pg_get_expr(p.polwithcheck, p.polrelid))) as e (expression)
 where n.nspname = any(:schemas)
   and e.expression ~ '(?<!SELECT )(\m[a-z_]+\.[a-z_]+\(('''')?\)|\m[a-z_]+\.[a-z_]+\(''[^'']*''::[a-z_.]+\)|current_setting\()'
 order by 1;

-- name: open_policy
-- A policy of `true` for people shows or takes every row. Public reference data has a reason.
select format('%s on %I.%I', p.polname, n.nspname, c.relname) as subject, 'true for anon or authenticated' as detail
  from pg_policy p
  join pg_class c on c.oid = p.polrelid
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = any(:schemas)
   and p.polroles && array['anon'::regrole::oid, 'authenticated'::regrole::oid]
   and 'true' in (pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
 order by 1;

-- name: definer_of_another_owner
-- A definer function acts with its owner's rights: showground_definer owns no table, the others own too much.
select p.oid::regprocedure::text as subject, format('owned by %s', p.proowner::regrole) as detail
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
 where n.nspname = any(:schemas || array['jobs', 'auth', 'public']) and p.prosecdef and p.proowner <> 'showground_definer'::regrole
 order by 1;

-- name: search_path_open
-- Without `set search_path = ''` a function resolves names by whatever path its caller has.
select p.oid::regprocedure::text as subject, 'set search_path = ''''' as detail
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
 where n.nspname = any(:schemas || array['auth']) and not coalesce(p.proconfig, '{}') @> array['search_path=""']
 order by 1;

-- name: executed_by_public
-- Everybody may execute a function until that is revoked.
select p.oid::regprocedure::text as subject, 'revoke execute from public' as detail
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
 where n.nspname = any(:schemas || array['jobs'])
   and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0)
 order by 1;

-- name: gate_function
-- What the serving login may execute before it is anybody. Each is listed with its reason; that list is the review.
select p.oid::regprocedure::text as subject, coalesce(obj_description(p.oid, 'pg_proc'), 'no comment') as detail
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
 where n.nspname = any(:schemas || array['jobs'])
   and (obj_description(p.oid, 'pg_proc') like 'gate:%'
        or exists (select from aclexplode(p.proacl) a
                    where a.grantee not in (0, p.proowner)
                      and a.grantee not in (select r.oid from pg_roles r
                                             where r.rolname in ('anon', 'authenticated', 'service_role', 'showground_owner', 'showground_definer'))))
 order by 1;

-- name: definer_reachable
-- Nobody is showground_definer: it owns no table, and only the owner may become it, to create its functions.
select m.member::regrole::text as subject, 'member of showground_definer' as detail
  from pg_auth_members m
 where m.roleid = 'showground_definer'::regrole
   and not m.admin_option and (m.member <> 'showground_owner'::regrole or m.inherit_option)
 union all
select c.oid::regclass::text as subject, 'owned by showground_definer' as detail
  from pg_class c
 where c.relowner = 'showground_definer'::regrole
 order by 1;

-- name: inheriting_membership
-- Who inherits has a role's rights without saying so; a right that is not asked for is not noticed.
select m.member::regrole::text as subject, format('inherits %s', m.roleid::regrole) as detail
  from pg_auth_members m
 where m.member in (select r.oid from pg_roles r
                     where r.rolname in ('showground_app', 'anon', 'authenticated', 'service_role', 'showground_definer'))
   and (m.inherit_option or m.roleid not in (select r.oid from pg_roles r where r.rolname in ('anon', 'authenticated', 'service_role')))
 order by 1;

-- name: view_of_owner
-- A view without security_invoker reads with its owner's rights: every policy is walked around.
select format('%I.%I', n.nspname, c.relname) as subject, 'with (security_invoker = true)' as detail
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = any(:schemas) and c.relkind in ('v', 'm')
   and not coalesce(c.reloptions, '{}') && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1']
 order by 1;

-- name: key_without_index
-- Deleting or changing a parent scans the child for each key without an index that begins with one of its columns.
-- Keys to ref are free of it: nothing there is deleted, and codes do not change.
select format('%s on %s', k.conname, k.conrelid::regclass) as subject, pg_get_constraintdef(k.oid) as detail
  from pg_constraint k
  join pg_class c on c.oid = k.conrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_class parent on parent.oid = k.confrelid
 where n.nspname = any(:schemas) and k.contype = 'f' and k.conparentid = 0 and parent.relnamespace <> 'ref'::regnamespace
   and not exists (select from pg_index i where i.indrelid = k.conrelid and i.indisvalid and i.indkey[0] = any(k.conkey))
 order by 1;

-- name: duplicate_index
-- Two indexes over the same columns cost twice on every write.
select c.oid::regclass::text as subject, string_agg(i.indexrelid::regclass::text, ', ' order by i.indexrelid::regclass::text) as detail
  from pg_index i
  join pg_class c on c.oid = i.indrelid
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = any(:schemas) and not c.relispartition
 group by c.oid, i.indkey::text, i.indclass::text, i.indoption::text, pg_get_expr(i.indexprs, i.indrelid), pg_get_expr(i.indpred, i.indrelid)
having count(*) > 1
 order by 1;

-- name: unnamed_constraint
-- Code and faults meet constraints by name: a name of ours begins with the table's and says what is wrong.
select format('%s on %s', k.conname, k.conrelid::regclass) as subject, pg_get_constraintdef(k.oid) as detail
  from pg_constraint k
  join pg_class c on c.oid = k.conrelid
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = any(:schemas) and not c.relispartition and k.contype in ('c', 'f', 'u', 'x')
   and (k.conname ~ '_(check|fkey|key|excl)[0-9]*$' or not starts_with(k.conname, c.relname || '_'))
 order by 1;

-- name: constraint_not_valid
-- A constraint that was never validated holds for new rows only.
select format('%s on %s', k.conname, k.conrelid::regclass) as subject, 'not valid, or not enforced' as detail
  from pg_constraint k
  join pg_class c on c.oid = k.conrelid
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = any(:schemas) and not k.convalidated
 order by 1;

-- name: trigger_off
-- A trigger that does not fire is a rule that does not hold.
select format('%s on %s', t.tgname, t.tgrelid::regclass) as subject, 'disabled' as detail
  from pg_trigger t
  join pg_class c on c.oid = t.tgrelid
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = any(:schemas) and t.tgenabled <> 'O'
 order by 1;

-- name: virtual_column
-- A key needs a column that is stored, and a virtual one runs its expression as whoever reads it.
select format('%s.%I', c.oid::regclass, a.attname) as subject, 'stored' as detail
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = any(:schemas) and a.attgenerated = 'v'
 order by 1;

-- name: zoneless_time
-- A time without a zone is another moment for each session that reads it.
select format('%s.%I', c.oid::regclass, a.attname) as subject, format_type(a.atttypid, a.atttypmod) as detail
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = any(:schemas) and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped
   and a.atttypid in ('timestamp'::regtype, 'time'::regtype, 'timetz'::regtype)
 order by 1;

-- name: inexact_number
-- Money is never a fraction of two. A measure that is one has a reason.
select format('%s.%I', c.oid::regclass, a.attname) as subject, format_type(a.atttypid, a.atttypmod) as detail
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = any(:schemas) and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped
   and a.atttypid in ('real'::regtype, 'double precision'::regtype, 'numeric'::regtype, 'money'::regtype)
 order by 1;

-- name: amount_of_another_type
-- What is called an amount is ref.minor_units, which says its unit.
select format('%s.%I', c.oid::regclass, a.attname) as subject, format_type(a.atttypid, a.atttypmod) as detail
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = any(:schemas) and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped
   and a.attname ~ '(^|_)(amount|balance|price|fee|cents)$' and a.atttypid <> 'ref.minor_units'::regtype
 order by 1;

-- name: amount_without_currency
-- An amount means nothing without a currency beside it. Where it is the parent's there is a reason.
select c.oid::regclass::text as subject, string_agg(a.attname::text, ', ' order by a.attnum) as detail
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = any(:schemas) and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped
   and a.atttypid = 'ref.minor_units'::regtype
   and not exists (select from pg_attribute x where x.attrelid = c.oid and x.attname = 'currency_code' and not x.attisdropped)
 group by c.oid
 order by 1;

-- name: loose_sequence
-- Numbers come from identity columns: a default from a sequence needs a grant, and can be overruled.
select format('%s.%I', c.oid::regclass, a.attname) as subject, pg_get_expr(d.adbin, d.adrelid) as detail
  from pg_attrdef d
  join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
  join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = any(:schemas) and pg_get_expr(d.adbin, d.adrelid) like '%nextval(%'
 order by 1;

-- name: people_write_money
-- Orders, places, tickets and money are written by the service alone, whatever a policy says.
select format('%I.%I', n.nspname, c.relname) as subject, format('%s may %s', r.role, v.verb) as detail
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
 cross join (values ('anon'), ('authenticated')) as r (role)
 cross join (values ('insert'), ('update'), ('delete'), ('truncate')) as v (verb)
 where c.relkind in ('r', 'p')
   and (n.nspname = 'payments'
        or (n.nspname = 'ticketing' and c.relname not in ('ticket_tiers'))
        or (n.nspname = 'sponsorship' and c.relname = 'event_sponsorships'))
   and case when v.verb in ('delete', 'truncate') then has_table_privilege(r.role, c.oid, v.verb)
            else has_any_column_privilege(r.role, c.oid, v.verb) end
 order by 1, 2;

-- name: cascade_from_what_people_delete
-- A cascade deletes without asking the policies of the child, so it starts only where no person may delete.
select format('%s on %s', k.conname, k.conrelid::regclass) as subject, format('%s may delete from %s', r.role, k.confrelid::regclass) as detail
  from pg_constraint k
  join pg_class c on c.oid = k.conrelid
  join pg_namespace n on n.oid = c.relnamespace
 cross join (values ('anon'), ('authenticated')) as r (role)
 where n.nspname = any(:schemas) and k.contype = 'f' and k.confdeltype in ('c', 'n', 'd')
   and has_table_privilege(r.role, k.confrelid, 'delete')
 order by 1;

-- name: overloaded_function
-- Two functions of one name: after a change of parameters the old one would stay callable.
select p.oid::regprocedure::text as subject, 'one name, one function' as detail
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
 where n.nspname = any(:schemas)
   and exists (select from pg_proc o where o.pronamespace = p.pronamespace and o.proname = p.proname and o.oid <> p.oid)
 order by 1;

-- name: sealed_without_key
-- A new master key is put under stored secrets row by row: their table needs one uuid as its primary key.
select format('%I.%I.%I', n.nspname, c.relname, a.attname) as subject, 'one uuid as primary key' as detail
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = any(:schemas) and a.atttypid = 'showground.sealed'::regtype and c.relkind in ('r', 'p') and not c.relispartition and not a.attisdropped
   and not exists (select from pg_index i
                     join pg_attribute k on k.attrelid = c.oid and k.attnum = i.indkey[0]
                    where i.indrelid = c.oid and i.indisprimary and i.indnkeyatts = 1 and k.atttypid = 'uuid'::regtype)
 order by 1;
