-- What the probes ask of the system catalogs.

-- name: extent
-- The tables that a scan of a table reads: its partitions or heirs and theirs, or itself.
with recursive tree (id) as (
    select to_regclass(:table)::oid
    union all
    select i.inhrelid from pg_inherits i join tree t on t.id = i.inhparent
)
select coalesce(max(pg_relation_size(c.oid)) / current_setting('block_size')::bigint, 0) as blocks, count(*) as leaves,
       coalesce(bool_and(m.amname = 'heap'), false) as heap, coalesce(bool_or(c.relkind = 'f'), false) as elsewhere
  from tree t
  join pg_class c on c.oid = t.id
  left join pg_am m on m.oid = c.relam
 where c.relkind <> 'p';

-- name: switched_off
-- Foreign keys whose triggers do not fire, here or on a partition: the catalog still calls them valid.
with recursive off (id, above) as (
    select k.oid, k.conparentid
      from pg_trigger t
      join pg_constraint k on k.oid = t.tgconstraint
     where k.contype = 'f' and t.tgisinternal and t.tgenabled not in ('O', 'A')
    union
    select k.oid, k.conparentid from pg_constraint k join off o on o.above = k.oid
)
select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as child, quote_ident(k.conname) as name
  from off o
  join pg_constraint k on k.oid = o.id
  join pg_class c on c.oid = k.conrelid
  join pg_namespace n on n.oid = c.relnamespace
 where o.above = 0
 order by 1, 2;

-- name: equality
-- Where the type's own operator is: that of an extension's type is not in pg_catalog.
select quote_ident(n.nspname) as schema
  from pg_operator o
  join pg_namespace n on n.oid = o.oprnamespace
 where o.oprname = '=' and o.oprleft = to_regtype(:type)::oid and o.oprright = to_regtype(:type)::oid
 order by 1
 limit 1;

-- name: arguments
-- What the body of a function may name besides tables: its arguments and results by name, in the order of $1, $2 ...
select p.oid::regprocedure::text as name, quote_ident(p.proname) as bare, coalesce(p.proargnames, '{}') as names,
       array(select format_type(t, null)
               from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality as u (t, i)
              order by i) as types,
       p.prorettype in ('trigger'::regtype, 'event_trigger'::regtype) as triggers
  from pg_proc p
  join pg_language l on l.oid = p.prolang
 where l.lanname in ('sql', 'plpgsql') and p.prokind <> 'a'
 order by 1;

-- name: search_path
-- What a function without a setting of its own meets when nobody chose otherwise.
select coalesce(
           (select substring(s.one from length('search_path=') + 1)
              from pg_db_role_setting d
             cross join unnest(d.setconfig) as s (one)
             where d.setrole = 0 and s.one like 'search\_path=%'
               and d.setdatabase in (0, (select b.oid from pg_database b where b.datname = current_database()))
             order by d.setdatabase desc
             limit 1),
           '"$user", public') as path;

-- name: type_names
select t.place, format_type(t.type, null) as name from unnest(:types::oid[]) with ordinality as t (type, place) order by t.place;

-- name: closed_schemas
-- What the reader may not look into; a search path that names one passes it without a word.
select quote_ident(n.nspname) as name from pg_namespace n where not has_schema_privilege(n.oid, 'usage') order by 1;

-- name: generated
-- Columns that are made of others, and of which.
select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as table, quote_ident(a.attname) as column, pg_get_expr(d.adbin, d.adrelid) as made
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
 where a.attgenerated <> '' and not a.attisdropped and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
 order by 1, 2;
