"""What the contract tests ask of the catalog."""

from __future__ import annotations

# Every function of ours: who may execute it, apart from its owner and the owner of the tables, and how it could be
# called with nulls that the planner cannot fold.
EXECUTE_GRANTS = """
select p.oid::regprocedure::text as function, n.nspname as schema,
       case when p.prosecdef then 'definer' else 'invoker' end as security,
       p.prorettype = 'trigger'::regtype as triggers,
       coalesce((select string_agg(distinct case when a.grantee = 0 then 'public' else a.grantee::regrole::text end, ' '
                                   order by case when a.grantee = 0 then 'public' else a.grantee::regrole::text end)
                   from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                  where a.grantee not in (p.proowner, 'showground_owner'::regrole)), '') as roles,
       format('%I.%I(%s)', n.nspname, p.proname,
              (select string_agg(format('(select null::%s)', format_type(t, null)), ', ' order by i)
                 from unnest(p.proargtypes::oid[]) with ordinality as u (t, i))) as call
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
 where n.nspname = any($1)
 order by 1
"""

# What authenticated and anon may do with some columns only, or write at all.
COLUMN_GRANTS = """
select format('%I.%I', n.nspname, c.relname) as table, v.verb,
       string_agg(a.attname, ' ' order by a.attname) as columns
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
 cross join (values ('select'), ('insert'), ('update')) as v (verb)
 where n.nspname = any($1) and c.relkind in ('r', 'p', 'v')
   and (has_column_privilege('authenticated', c.oid, a.attnum, v.verb)
        or has_column_privilege('anon', c.oid, a.attnum, v.verb))
   and (v.verb <> 'select' or not has_table_privilege('authenticated', c.oid, 'select'))
 group by 1, 2
 order by 1, 2
"""
