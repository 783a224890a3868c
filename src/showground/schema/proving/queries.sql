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
