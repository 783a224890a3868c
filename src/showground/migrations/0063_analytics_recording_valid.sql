-- side: before   (old code must run on the result)
-- why:  validates what 0062 added, under a lock that reads and writes pass
set local lock_timeout = '4s';
set local statement_timeout = '10min';

alter table analytics.event_impressions validate constraint event_impressions_nobody;
alter table analytics.post_impressions validate constraint post_impressions_nobody;
alter table analytics.analytics_events validate constraint analytics_events_nobody;
alter table analytics.analytics_events validate constraint analytics_events_of_seller;
