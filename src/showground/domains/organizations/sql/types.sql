-- In ascending power: a role may do what those before it may.
create type organizations.org_role as enum ('viewer', 'editor', 'admin', 'owner');
