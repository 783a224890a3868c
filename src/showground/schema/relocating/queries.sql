-- What moving needs to know and the catalog's reader does not say. Run in a transaction with `search_path = pg_catalog`.

-- name: bodies
-- Functions and procedures whose body is a text. Those of extensions are their extensions' business.
select p.oid::bigint as oid, p.oid::regprocedure::text as name, quote_ident(p.proname) as short, l.lanname::text as language,
       p.prosrc as source, pg_get_functiondef(p.oid) as definition,
       (select substr(s, length('search_path=') + 1) from unnest(p.proconfig) s where s like 'search\_path=%') as path,
       coalesce(p.proargnames, '{}') as names,
       coalesce(p.proargmodes::text[], array_fill('i'::text, array[cardinality(p.proargtypes::oid[])])) as modes,
       coalesce(p.proallargtypes, p.proargtypes::oid[])::bigint[] as types,
       p.prorettype = 'trigger'::regtype as triggers,
       array(select distinct c.reltype::bigint from pg_trigger t join pg_class c on c.oid = t.tgrelid
              where t.tgfoid = p.oid and t.tgparentid = 0 order by 1) as tables,
       array(select distinct r.name || ' ' || t.tgrelid::bigint
               from pg_trigger t cross join unnest(array[t.tgnewtable::text, t.tgoldtable::text]) as r (name)
              where t.tgfoid = p.oid and t.tgparentid = 0 and r.name is not null order by 1) as transitions
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  join pg_language l on l.oid = p.prolang
 where p.prokind in ('f', 'p') and p.prosqlbody is null and l.lanname not in ('internal', 'c')
   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
 order by 2;

-- name: type_names
select t.oid::bigint as oid, format_type(t.oid, null) as name from pg_type t where t.oid = any(:oids::bigint[]::oid[]);

-- name: probe
select regexp_replace(p.prosqlbody::text, ' :(location|stmt_location|stmt_len|list_start|list_end|rexpr_list_start|rexpr_list_end) -?\d+', '', 'g')
  from pg_catalog.pg_proc p
 where p.pronamespace = pg_my_temp_schema() and p.prosqlbody is not null;

-- name: paths
-- Every search path that somebody may come with: the server's, those of this database and of roles.
select coalesce(r.rolname::text, '') as role, case when s.setdatabase <> 0 then current_database()::text else '' end as database,
       substr(c, length('search_path=') + 1) as path
  from pg_db_role_setting s
  cross join unnest(s.setconfig) c
  left join pg_roles r on r.oid = s.setrole
 where c like 'search\_path=%' and (s.setdatabase = 0 or s.setdatabase = (select d.oid from pg_database d where d.datname = current_database()))
 union all
select '', '', p.reset_val from pg_settings p where p.name = 'search_path'
 order by 1, 2, 3;

-- name: identities
-- The OIDs of what is named; null where nothing is.
select w.place::integer as place,
       case w.class when 'relation' then to_regclass(w.name)::oid when 'type' then to_regtype(w.name)::oid else to_regprocedure(w.name)::oid end::bigint as oid
  from unnest(:classes::text[], :names::text[]) with ordinality w (class, name, place)
 order by 1;

-- name: names
-- What OIDs are called now.
select w.place::integer as place,
       case w.class
           when 'relation' then (select c.oid::regclass::text from pg_class c where c.oid = w.oid::oid)
           when 'type' then (select t.oid::regtype::text from pg_type t where t.oid = w.oid::oid)
           else (select p.oid::regprocedure::text from pg_proc p where p.oid = w.oid::oid)
       end as name
  from unnest(:classes::text[], :oids::bigint[]) with ordinality w (class, oid, place)
 order by 1;

-- name: users
-- Who may look into a schema, whether by grant or because it is his.
select case when e.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(e.grantee)) end as grantee, bool_or(e.is_grantable and e.grantee <> n.nspowner) as grantable
  from pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) e
 where n.nspname = :schema and e.privilege_type = 'USAGE'
 group by 1
 order by 1;

-- name: taken
-- Names in a schema, of relations and types on the one hand and of routines on the other.
select 'relation' as class, c.relname::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = :schema
 union
select 'relation', t.typname::text from pg_type t join pg_namespace n on n.oid = t.typnamespace where n.nspname = :schema and t.typname !~ '^_'
 union
select 'routine', substr(p.oid::regprocedure::text, strpos(p.oid::regprocedure::text, '.') + 1)
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = :schema
 order by 1, 2;

-- name: publications
select p.pubname::text as publication, 'table' as what, r.prrelid::regclass::text as name
  from pg_publication_rel r join pg_publication p on p.oid = r.prpubid
 union all
select p.pubname::text, 'schema', quote_ident(n.nspname)
  from pg_publication_namespace s join pg_publication p on p.oid = s.pnpubid join pg_namespace n on n.oid = s.pnnspid
 union all
select p.pubname::text, 'all', '' from pg_publication p where p.puballtables
 order by 1, 2, 3;

-- name: default_rights
select pg_get_userbyid(d.defaclrole)::text as maker, quote_ident(n.nspname) as schema, d.defaclobjtype::text as kind
  from pg_default_acl d join pg_namespace n on n.oid = d.defaclnamespace
 order by 1, 2, 3;

-- name: inventory
-- Everything that a move must keep, by OID: how many there are of a kind, and a digest of all that is stored of them but the schema.
-- Trees of views, policies, defaults and checks are in it whole, so an equal digest means that they name the very same objects.
with kept (kind, oid, row) as (
    select case c.relkind when 'r' then 'tables' when 'p' then 'partitioned tables' when 'v' then 'views' when 'm' then 'materialized views'
                          when 'S' then 'sequences' when 'i' then 'indexes' when 'I' then 'partitioned indexes' when 'f' then 'foreign tables'
                          else 'row types and TOAST' end,
           c.oid::bigint, to_jsonb(c) - '{relnamespace,relpages,reltuples,relallvisible,relallfrozen,relfrozenxid,relminmxid}'::text[]
      from pg_class c where c.relpersistence <> 't'
     union all
    select 'columns', a.attrelid::bigint, to_jsonb(a) - '{attmissingval,attstattarget}'::text[]
      from pg_attribute a join pg_class c on c.oid = a.attrelid where c.relpersistence <> 't'
     union all
    select case k.contype when 'f' then 'foreign keys' when 'c' then 'checks' when 'p' then 'primary keys' when 'u' then 'unique keys'
                          when 'x' then 'exclusions' when 'n' then 'not null' else 'constraint triggers' end, k.oid, to_jsonb(k) - 'connamespace' from pg_constraint k
     union all
    select 'index keys', x.indexrelid, to_jsonb(x) from pg_index x
     union all
    select 'triggers', t.oid, to_jsonb(t) from pg_trigger t
     union all
    select 'policies', p.oid, to_jsonb(p) from pg_policy p
     union all
    select 'defaults', d.oid, to_jsonb(d) from pg_attrdef d
     union all
    select 'view bodies and rules', r.oid, to_jsonb(r) from pg_rewrite r join pg_class c on c.oid = r.ev_class where c.relpersistence <> 't'
     union all
    select 'sequence states', s.seqrelid, to_jsonb(s) from pg_sequence s
     union all
    select 'routines', p.oid, to_jsonb(p) - '{pronamespace,prosrc,proargdefaults}'::text[] from pg_proc p where p.pronamespace <> pg_my_temp_schema()
     union all
    select 'types', t.oid, to_jsonb(t) - 'typnamespace' from pg_type t where t.typnamespace <> pg_my_temp_schema()
     union all
    select 'enum labels', e.oid, to_jsonb(e) from pg_enum e
     union all
    select 'partitions and heirs', i.inhrelid, to_jsonb(i) from pg_inherits i
     union all
    select 'published tables', r.oid, to_jsonb(r) from pg_publication_rel r
     union all
    select 'extended statistics', s.oid, to_jsonb(s) from pg_statistic_ext s
     union all
    select 'comments', d.objoid, to_jsonb(d) from pg_description d
)
select k.kind, count(*) as many, md5(string_agg(md5(k.row::text), '' order by k.oid, k.row::text)) as digest
  from kept k
 where k.oid >= 16384
 group by 1
 order by 1;

-- name: schemas_there
select quote_ident(n.nspname) as name from pg_namespace n order by 1;

-- name: database
select current_database()::text;

-- name: stand_in
select c.oid::bigint as relation, c.reltype::bigint as type from pg_class c where c.relnamespace = pg_my_temp_schema() and c.relname = :name;

-- name: lookers
-- PostgreSQL's own functions that read a text as a name, or run it.
select p.oid::bigint as oid
  from pg_proc p
 where p.pronamespace = 'pg_catalog'::regnamespace
   and ((p.proname = any(:names::text[]) and 'text'::regtype = any(p.proargtypes::oid[]))
        or (p.proname = any(:of_two::text[]) and cardinality(array_positions(p.proargtypes::oid[], 'text'::regtype::oid)) >= 2))
 order by 1;

-- name: procedures
select p.oid::bigint as oid
  from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
 where p.prokind = 'p' and p.proname = :name
   and case when :schema::text is null then pg_catalog.pg_function_is_visible(p.oid) else n.nspname = :schema::text end
 order by 1;
