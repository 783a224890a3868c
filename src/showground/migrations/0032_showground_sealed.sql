-- side: before   (old code must run on the result)
-- why:  secrets that must be read again are stored shut; the type says where, so that a new master key reaches all of them
set local lock_timeout = '4s';
set local statement_timeout = '15s';

create domain showground.sealed as bytea;
