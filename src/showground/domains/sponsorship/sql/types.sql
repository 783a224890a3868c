-- In ascending power, as in organizations.
create type sponsorship.sponsor_role as enum ('viewer', 'editor', 'admin', 'owner');
create type sponsorship.package_status as enum ('draft', 'listed', 'closed');
create type sponsorship.sponsorship_status as enum ('pending', 'accepted', 'live', 'completed', 'cancelled');
create type sponsorship.thread_status as enum ('draft', 'sent', 'countered', 'accepted', 'rejected', 'expired', 'cancelled');
create type sponsorship.negotiator as enum ('sponsor', 'seller');
