create constraint trigger events_have_an_occurrence after insert on events.events
    deferrable initially deferred
    for each row execute function events.have_an_occurrence();

create constraint trigger event_occurrences_keep_one after delete on events.event_occurrences
    deferrable initially deferred
    for each row execute function events.have_an_occurrence();
