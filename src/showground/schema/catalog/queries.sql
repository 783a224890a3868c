-- What the system catalogs say, for every schema that is not PostgreSQL's own. Works from PostgreSQL 15 on: what later
-- versions added is looked up by name (`to_jsonb(row) ->> 'column'`), so that older ones answer null.

-- name: reader
select current_database()::text as database, current_setting('server_version_num')::integer as version, current_user::text as role,
       r.rolsuper as superuser, r.rolsuper or r.rolbypassrls as bypasses_rls, now() as taken_at
  from pg_roles r
 where r.rolname = current_user;

-- name: schemas
select quote_ident(n.nspname) as name, pg_get_userbyid(n.nspowner)::text as owner, obj_description(n.oid, 'pg_namespace') as comment
  from pg_namespace n
 where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
 order by 1;

-- name: tables
-- To measure a table the server opens it and its indexes and remembers all of them: where there are very many the pages count that
-- the last vacuum or analyze found.
select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name, quote_ident(n.nspname) as schema,
       case c.relkind when 'r' then 'table' when 'p' then 'partitioned' when 'v' then 'view' when 'm' then 'materialized' else 'foreign' end as kind,
       pg_get_userbyid(c.relowner)::text as owner, c.relrowsecurity as rls, c.relforcerowsecurity as forced,
       case when c.relispartition then quote_ident(pn.nspname) || '.' || quote_ident(pc.relname) end as partition_of,
       case when c.relispartition then pg_get_expr(c.relpartbound, c.oid) end as bound,
       case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as partition_key,
       c.reltuples::bigint as estimated_rows,
       case when c.relkind not in ('r', 'm') then 0
            when (select count(*) from pg_class where relkind in ('r', 'm')) <= 2000 then coalesce(pg_total_relation_size(c.oid), 0)
            else (c.relpages + coalesce(o.relpages, 0) + coalesce(ip.pages, 0)) * current_setting('block_size')::bigint end as bytes,
       has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select') as may_select,
       row_security_active(c.oid) as readers_policies,
       coalesce(c.reloptions, '{}') as options,
       case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end as definition,
       quote_ident(x.extname) as extension, obj_description(c.oid, 'pg_class') as comment,
       case when not c.relispartition
            then array(select quote_ident(un.nspname) || '.' || quote_ident(u.relname) from pg_inherits i
                         join pg_class u on u.oid = i.inhparent join pg_namespace un on un.oid = u.relnamespace
                        where i.inhrelid = c.oid order by i.inhseqno) else '{}' end as inherits,
       c.relpersistence = 'u' as unlogged, c.relreplident::text as replica_identity
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_class o on o.oid = c.reltoastrelid
  left join (select x.indrelid, sum(i.relpages)::bigint from pg_index x join pg_class i on i.oid = x.indexrelid group by x.indrelid) ip (relid, pages)
         on ip.relid = c.oid
  left join pg_inherits h on h.inhrelid = c.oid and c.relispartition
  left join pg_class pc on pc.oid = h.inhparent
  left join pg_namespace pn on pn.oid = pc.relnamespace
  left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0 and d.deptype = 'e'
  left join pg_extension x on x.oid = d.refobjid
 where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
 order by 1;

-- name: columns
-- From 18 on NOT NULL may stand unproved over rows that break it; such a column counts as nullable.
select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as table, a.attnum::integer as number, quote_ident(a.attname) as name,
       format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull or unproved.conkey is not null as nullable,
       case when a.attgenerated = '' then pg_get_expr(f.adbin, f.adrelid) end as default,
       a.attidentity::text as identity, a.attgenerated::text as generated, quote_ident(tn.nspname) as type_schema,
       case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) end as domain_of,
       col_description(c.oid, a.attnum) as comment,
       case when a.attcollation <> t.typcollation then a.attcollation::regcollation::text end as collation,
       case when a.attgenerated <> '' then pg_get_expr(f.adbin, f.adrelid) end as generation
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_type t on t.oid = a.atttypid
  join pg_namespace tn on tn.oid = t.typnamespace
  left join pg_attrdef f on f.adrelid = c.oid and f.adnum = a.attnum
  left join pg_constraint unproved on unproved.conrelid = c.oid and unproved.contype = 'n' and not unproved.convalidated
                                  and unproved.conkey = array[a.attnum]
 where c.relkind in ('r', 'p', 'v', 'm', 'f') and a.attnum > 0 and not a.attisdropped
   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
 order by 1, 2;

-- name: foreign_keys
select quote_ident(k.conname) as name, quote_ident(n.nspname) || '.' || quote_ident(c.relname) as child,
       array(select quote_ident(a.attname) from unnest(k.conkey) with ordinality u (number, place)
               join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.number order by u.place) as columns,
       quote_ident(pn.nspname) || '.' || quote_ident(p.relname) as parent,
       array(select quote_ident(a.attname) from unnest(k.confkey) with ordinality u (number, place)
               join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.number order by u.place) as parent_columns,
       k.confupdtype::text as on_update, k.confdeltype::text as on_delete, k.confmatchtype::text as match,
       k.condeferrable as deferrable, k.condeferred as deferred, k.convalidated as validated,
       coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true) as enforced,
       pg_get_constraintdef(k.oid) as definition, obj_description(k.oid, 'pg_constraint') as comment
  from pg_constraint k
  join pg_class c on c.oid = k.conrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_class p on p.oid = k.confrelid
  join pg_namespace pn on pn.oid = p.relnamespace
 where k.contype = 'f' and k.conparentid = 0 and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
 order by 2, 1;

-- name: constraints
-- Those of a partition that it has from its parent are left out, as are NOT NULL ones, which only 18 lists: columns say so.
select quote_ident(k.conname) as name, quote_ident(n.nspname) || '.' || quote_ident(c.relname) as table,
       case k.contype when 'p' then 'primary' when 'u' then 'unique' when 'c' then 'check' when 'x' then 'exclusion' else 'trigger' end as kind,
       array(select quote_ident(a.attname) from unnest(k.conkey) with ordinality u (number, place)
               join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.number order by u.place) as columns,
       k.convalidated as validated, coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true) as enforced,
       pg_get_constraintdef(k.oid) as definition, obj_description(k.oid, 'pg_constraint') as comment
  from pg_constraint k
  join pg_class c on c.oid = k.conrelid
  join pg_namespace n on n.oid = c.relnamespace
 where k.contype in ('p', 'u', 'c', 'x', 't') and k.conparentid = 0 and not (c.relispartition and k.contype = 'c' and not k.conislocal)
   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
 order by 2, 1;

-- name: indexes
select quote_ident(n.nspname) || '.' || quote_ident(i.relname) as name, quote_ident(n.nspname) || '.' || quote_ident(c.relname) as table,
       array(select coalesce(quote_ident(a.attname), '') from unnest(x.indkey[0 : x.indnkeyatts - 1]) with ordinality u (number, place)
               left join pg_attribute a on a.attrelid = x.indrelid and a.attnum = u.number and u.number <> 0 order by u.place) as columns,
       m.amname::text as method, x.indisunique as unique, x.indisprimary as primary, x.indpred is not null as partial,
       x.indisvalid and x.indisready as valid,
       exists (select from pg_constraint k where k.conindid = x.indexrelid and k.contype in ('p', 'u', 'x')) as of_constraint,
       case when i.relispartition then quote_ident(hn.nspname) || '.' || quote_ident(hi.relname) end as partition_of,
       coalesce(pg_stat_get_numscans(i.oid), 0) as scans,
       case when i.relkind <> 'i' then 0
            when (select count(*) from pg_class where relkind in ('r', 'm')) <= 2000 then coalesce(pg_relation_size(i.oid), 0)
            else i.relpages * current_setting('block_size')::bigint end as bytes,
       pg_get_indexdef(i.oid) as definition, obj_description(i.oid, 'pg_class') as comment
  from pg_index x
  join pg_class i on i.oid = x.indexrelid
  join pg_class c on c.oid = x.indrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_am m on m.oid = i.relam
  left join pg_inherits h on h.inhrelid = i.oid
  left join pg_class hi on hi.oid = h.inhparent
  left join pg_namespace hn on hn.oid = hi.relnamespace
 where c.relkind in ('r', 'p', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
 order by 1;

-- name: triggers
select quote_ident(t.tgname) as name, quote_ident(n.nspname) || '.' || quote_ident(c.relname) as table,
       t.tgfoid::regprocedure::text as function, t.tgenabled::text as enabled, pg_get_triggerdef(t.oid) as definition,
       obj_description(t.oid, 'pg_trigger') as comment
  from pg_trigger t
  join pg_class c on c.oid = t.tgrelid
  join pg_namespace n on n.oid = c.relnamespace
 where not t.tgisinternal and t.tgparentid = 0 and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
 order by 2, 1;

-- name: policies
select quote_ident(p.polname) as name, quote_ident(n.nspname) || '.' || quote_ident(c.relname) as table, p.polpermissive as permissive,
       array(select case when r = 0 then 'public' else pg_get_userbyid(r)::text end from unnest(p.polroles) r order by 1) as roles,
       p.polcmd::text as command, pg_get_expr(p.polqual, p.polrelid) as using, pg_get_expr(p.polwithcheck, p.polrelid) as check,
       obj_description(p.oid, 'pg_policy') as comment
  from pg_policy p
  join pg_class c on c.oid = p.polrelid
  join pg_namespace n on n.oid = c.relnamespace
 where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
 order by 2, 1;

-- name: grants
-- Default rights say their owner's as well: where only those are left, everybody's were revoked.
with given (kind, object, owner, acl) as (
    select 'schema', quote_ident(n.nspname), n.nspowner, n.nspacl
      from pg_namespace n where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    union all
    select case when c.relkind = 'S' then 'sequence' else 'table' end, quote_ident(n.nspname) || '.' || quote_ident(c.relname), c.relowner, c.relacl
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    union all
    select 'column', quote_ident(n.nspname) || '.' || quote_ident(c.relname) || '.' || quote_ident(a.attname), c.relowner, a.attacl
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where a.attacl is not null and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    union all
    select 'routine', p.oid::regprocedure::text, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
       and not exists (select from pg_depend i where i.classid = 'pg_proc'::regclass and i.objid = p.oid and i.deptype = 'i')
    union all
    select 'type', format_type(t.oid, null), t.typowner, coalesce(t.typacl, acldefault('T', t.typowner))
      from pg_type t join pg_namespace n on n.oid = t.typnamespace
      left join pg_class c on c.oid = t.typrelid
     where (t.typtype in ('e', 'd', 'r') or c.relkind = 'c') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    union all
    select 'default', case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'routines' when 'T' then 'types'
                                           when 'n' then 'schemas' else 'large objects' end
                      || coalesce(' in ' || quote_ident(n.nspname), '') || ' made by ' || pg_get_userbyid(d.defaclrole), d.defaclrole, d.defaclacl
      from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace
)
select distinct g.kind as on, g.object, case when e.grantee = 0 then 'public' else pg_get_userbyid(e.grantee)::text end as grantee,
       lower(e.privilege_type) as privilege, e.is_grantable as grantable
  from given g, aclexplode(g.acl) e
 where e.grantee <> g.owner or g.kind = 'default'
 order by 1, 2, 3, 4;

-- name: routines
-- Without what a range type made for itself.
select p.oid::regprocedure::text as name, quote_ident(n.nspname) as schema,
       case p.prokind when 'f' then 'function' when 'p' then 'procedure' when 'a' then 'aggregate' else 'window' end as kind,
       l.lanname::text as language, coalesce(pg_get_function_result(p.oid), '') as returns, p.prosecdef as definer,
       case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end as volatility,
       coalesce(p.proconfig, '{}') as settings, pg_get_userbyid(p.proowner)::text as owner,
       coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) as source, p.prosqlbody is not null as atomic,
       case when p.prokind <> 'a' then pg_get_functiondef(p.oid)
            else format('CREATE AGGREGATE %s (kind = %s, sfunc = %s, stype = %s, finalfunc = %s, combinefunc = %s, initcond = %L, sortop = %s, parallel = %s)',
                        p.oid::regprocedure, g.aggkind, g.aggtransfn::regprocedure, format_type(g.aggtranstype, null), g.aggfinalfn::regprocedure,
                        g.aggcombinefn::regprocedure, g.agginitval, g.aggsortop::regoperator, p.proparallel) end as definition,
       quote_ident(x.extname) as extension, obj_description(p.oid, 'pg_proc') as comment
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  join pg_language l on l.oid = p.prolang
  left join pg_aggregate g on g.aggfnoid = p.oid
  left join pg_depend d on d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
  left join pg_extension x on x.oid = d.refobjid
 where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   and not exists (select from pg_depend i where i.classid = 'pg_proc'::regclass and i.objid = p.oid and i.deptype = 'i')
 order by 1;

-- name: sequences
select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name, format_type(s.seqtypid, null) as type, s.seqstart as start,
       s.seqincrement as increment, s.seqmin as minimum, s.seqmax as maximum, s.seqcycle as cycles,
       quote_ident(tn.nspname) || '.' || quote_ident(t.relname) || '.' || quote_ident(a.attname) as owned_by,
       coalesce(d.deptype = 'i', false) as identity, s.seqcache as cache, pg_get_userbyid(c.relowner)::text as owner,
       quote_ident(x.extname) as extension, obj_description(c.oid, 'pg_class') as comment
  from pg_sequence s
  join pg_class c on c.oid = s.seqrelid
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass
                       and d.deptype in ('a', 'i') and d.refobjsubid > 0
  left join pg_class t on t.oid = d.refobjid
  left join pg_namespace tn on tn.oid = t.relnamespace
  left join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
  left join pg_depend e on e.classid = 'pg_class'::regclass and e.objid = c.oid and e.objsubid = 0 and e.deptype = 'e'
  left join pg_extension x on x.oid = e.refobjid
 where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
 order by 1;

-- name: types
select quote_ident(n.nspname) || '.' || quote_ident(t.typname) as name,
       case t.typtype when 'e' then 'enum' when 'd' then 'domain' when 'c' then 'composite' else 'range' end as kind,
       case t.typtype
           when 'e' then (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid)
           when 'd' then format_type(t.typbasetype, t.typtypmod) || case when t.typnotnull then ' not null' else '' end
                         || coalesce(' default ' || coalesce(pg_get_expr(t.typdefaultbin, 'pg_type'::regclass), t.typdefault), '')
                         || coalesce((select string_agg(' ' || pg_get_constraintdef(k.oid), '' order by k.conname)
                                        from pg_constraint k where k.contypid = t.oid and k.contype = 'c'), '')
           when 'c' then coalesce((select string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod), ', ' order by a.attnum)
                            from pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped), '')
           else (select format('subtype = %s, subtype_opclass = %I.%I, collation = %s, canonical = %s, subtype_diff = %s, multirange = %s',
                               format_type(r.rngsubtype, null), pn.nspname, p.opcname, r.rngcollation::regcollation, r.rngcanonical, r.rngsubdiff,
                               format_type(r.rngmultitypid, null))
                   from pg_range r join pg_opclass p on p.oid = r.rngsubopc join pg_namespace pn on pn.oid = p.opcnamespace
                  where r.rngtypid = t.oid)
       end as definition,
       quote_ident(x.extname) as extension, obj_description(t.oid, 'pg_type') as comment, pg_get_userbyid(t.typowner)::text as owner
  from pg_type t
  join pg_namespace n on n.oid = t.typnamespace
  left join pg_class c on c.oid = t.typrelid
  left join pg_depend d on d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e'
  left join pg_extension x on x.oid = d.refobjid
 where (t.typtype in ('e', 'd', 'r') or (t.typtype = 'c' and c.relkind = 'c')) and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
 order by 1;

-- name: extensions
select quote_ident(x.extname) as name, x.extversion as version, quote_ident(n.nspname) as schema
  from pg_extension x
  join pg_namespace n on n.oid = x.extnamespace
 order by 1;

-- name: extras
-- Without members of extensions, what a range type made for itself, and the rule that makes a view: its definition says it.
select e.kind, e.name, e.table, e.definition, obj_description(e.oid, e.catalog::name) as comment
  from (select 'rule' as kind, quote_ident(r.rulename) as name, quote_ident(n.nspname) || '.' || quote_ident(c.relname) as table,
               pg_get_ruledef(r.oid) || case when r.ev_enabled = 'O' then '' else ' -- ' || r.ev_enabled::text end as definition,
               r.oid, 'pg_rewrite' as catalog, n.nspname
          from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace
         where not (r.rulename = '_RETURN' and c.relkind in ('v', 'm'))
         union all
        select 'statistics', quote_ident(n.nspname) || '.' || quote_ident(s.stxname), quote_ident(tn.nspname) || '.' || quote_ident(c.relname),
               pg_get_statisticsobjdef(s.oid), s.oid, 'pg_statistic_ext', n.nspname
          from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace
          join pg_class c on c.oid = s.stxrelid join pg_namespace tn on tn.oid = c.relnamespace
         union all
        select 'event trigger', quote_ident(t.evtname), null,
               format('on %s %s execute %s, enabled %s', t.evtevent, t.evttags, t.evtfoid::regprocedure, t.evtenabled), t.oid, 'pg_event_trigger', ''
          from pg_event_trigger t
         union all
        select 'cast', format('%s as %s', format_type(k.castsource, null), format_type(k.casttarget, null)), null,
               format('%s, context %s, method %s', k.castfunc::regprocedure, k.castcontext, k.castmethod), k.oid, 'pg_cast', ''
          from pg_cast k where k.oid >= 16384
         union all
        select 'operator', o.oid::regoperator::text, null,
               format('%s, commutator %s, negator %s, merges %s, hashes %s', o.oprcode::regprocedure, o.oprcom::regoperator, o.oprnegate::regoperator,
                      o.oprcanmerge, o.oprcanhash), o.oid, 'pg_operator', n.nspname
          from pg_operator o join pg_namespace n on n.oid = o.oprnamespace
         union all
        select 'collation', quote_ident(n.nspname) || '.' || quote_ident(l.collname), null,
               format('provider %s, locale %s, deterministic %s', l.collprovider,
                      coalesce(to_jsonb(l) ->> 'colllocale', to_jsonb(l) ->> 'colliculocale', l.collcollate), l.collisdeterministic),
               l.oid, 'pg_collation', n.nspname
          from pg_collation l join pg_namespace n on n.oid = l.collnamespace) e (kind, name, "table", definition, oid, catalog, nspname)
 where e.nspname !~ '^pg_' and e.nspname <> 'information_schema'
   and not exists (select from pg_depend d where d.classid = e.catalog::regclass and d.objid = e.oid and d.deptype in ('e', 'i'))
 order by 1, 3, 2;
