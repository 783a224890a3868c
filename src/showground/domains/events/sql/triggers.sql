create constraint trigger events_have_an_occurrence after insert on events.events
    deferrable initially deferred
    for each row execute function events.have_an_occurrence();

create constraint trigger event_occurrences_keep_one after delete on events.event_occurrences
    deferrable initially deferred
    for each row execute function events.have_an_occurrence();

-- An event goes one way: into public view, and out of it by its end or its cancellation.
create trigger events_forward before update of status on events.events
    for each row when (old.status is distinct from new.status) execute function events.move_status_forward();
