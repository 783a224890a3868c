-- Whatever is inserted is counted by event and day in the same transaction. Moving rows between partitions is no insert into the table.
create trigger event_impressions_counted after insert on analytics.event_impressions
    referencing new table as fresh for each statement execute function analytics.count_impressions();
create trigger analytics_events_counted after insert on analytics.analytics_events
    referencing new table as fresh for each statement execute function analytics.count_events();
