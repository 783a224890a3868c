-- name: record
select r from analytics.record_sightings(
    :ids::uuid[], :viewers::uuid[], :events::uuid[], :posts::uuid[], :orgs::uuid[], :surfaces::text[]::analytics.surface[], :kinds::text[],
    :dwells::integer[], :links::text[], :nobody::boolean[], :visitors::bigint[], :properties::jsonb[]) r;

-- name: keep_salt
-- Every process of the installation asks; the first one's stays.
insert into analytics.visitor_salts (day, salt) values (:day::date, :salt::bytea) on conflict do nothing;

-- name: salt
select salt from analytics.visitor_salts where day = :day::date;
