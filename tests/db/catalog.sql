-- Everything that two databases of one schema share: kind, name, definition.
select 'column' as kind, format('%s.%I', a.attrelid::regclass, a.attname) as name,
       concat_ws(' ', format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end, nullif(a.attgenerated::text, ''),
                 nullif(a.attidentity::text, ''), pg_get_expr(d.adbin, d.adrelid), a.attcollation::regcollation::text) as definition
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
 where c.relnamespace::regnamespace::text = any($1) and c.relkind in ('r', 'p', 'v', 'c') and a.attnum > 0 and not a.attisdropped
 union all
select 'table', c.oid::regclass::text,
       concat_ws(' ', c.relkind::text, c.relpersistence::text, c.relrowsecurity::text, c.relforcerowsecurity::text, c.relowner::regrole::text,
                 c.reloptions::text, pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid))
  from pg_class c
 where c.relnamespace::regnamespace::text = any($1) and c.relkind in ('r', 'p', 'v', 'S')
 union all
select 'constraint', format('%s %s', k.conrelid::regclass, k.conname), concat_ws(' ', pg_get_constraintdef(k.oid), k.convalidated::text)
  from pg_constraint k
 where k.connamespace::regnamespace::text = any($1) and k.conrelid <> 0
 union all
select 'index', i.indexrelid::regclass::text, concat_ws(' ', pg_get_indexdef(i.indexrelid), i.indisvalid::text, c.reloptions::text)
  from pg_index i
  join pg_class c on c.oid = i.indexrelid
 where c.relnamespace::regnamespace::text = any($1)
 union all
select 'policy', format('%s on %s', p.polname, p.polrelid::regclass),
       concat_ws(' ', p.polcmd::text, p.polpermissive::text, (select string_agg(r::regrole::text, ',' order by r::regrole::text) from unnest(p.polroles) r),
                 pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
  from pg_policy p
  join pg_class c on c.oid = p.polrelid
 where c.relnamespace::regnamespace::text = any($1)
 union all
select 'function', p.oid::regprocedure::text, concat_ws(' ', pg_get_functiondef(p.oid), p.proowner::regrole::text, p.proacl::text)
  from pg_proc p
 where p.pronamespace::regnamespace::text = any($1)
 union all
select 'trigger', format('%s on %s', t.tgname, t.tgrelid::regclass), pg_get_triggerdef(t.oid)
  from pg_trigger t
  join pg_class c on c.oid = t.tgrelid
 where c.relnamespace::regnamespace::text = any($1) and not t.tgisinternal
 union all
select 'view', c.oid::regclass::text, pg_get_viewdef(c.oid)
  from pg_class c
 where c.relnamespace::regnamespace::text = any($1) and c.relkind = 'v'
 union all
select 'enum', t.oid::regtype::text, string_agg(e.enumlabel::text, ', ' order by e.enumsortorder)
  from pg_type t
  join pg_enum e on e.enumtypid = t.oid
 where t.typnamespace::regnamespace::text = any($1)
 group by t.oid
 union all
select 'grant', format('%s %s %s', c.oid::regclass, g.grantee::regrole, g.attname), string_agg(g.privilege_type, ',' order by g.privilege_type)
  from pg_class c
 cross join lateral (select x.grantee, x.privilege_type, '' as attname from aclexplode(c.relacl) x
                     union all
                     select x.grantee, x.privilege_type, a.attname::text from pg_attribute a, aclexplode(a.attacl) x where a.attrelid = c.oid) g
 where c.relnamespace::regnamespace::text = any($1)
 group by c.oid, g.grantee, g.attname
 union all
select 'comment', format('%s %s %s', d.classoid::regclass, coalesce(d.objoid::regclass::text, ''), d.objsubid), d.description
  from pg_description d
  join pg_class c on c.oid = d.objoid and d.classoid = 'pg_class'::regclass
 where c.relnamespace::regnamespace::text = any($1)
 union all
select 'extension', e.extname::text, e.extversion
  from pg_extension e
