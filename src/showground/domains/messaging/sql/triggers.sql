create trigger conversation_participants_keep_the_pair after insert or update of conversation_id, user_id on messaging.conversation_participants
    for each row execute function messaging.keep_the_pair();

-- Whoever has the count of unread notifications before his eyes looks again. The name of the channel is the live hub's; a topic is a person.
create trigger notifications_told after insert on messaging.notifications
    referencing new table as moved for each statement execute function messaging.wake_readers();
create trigger notifications_read after update on messaging.notifications
    referencing new table as moved for each statement execute function messaging.wake_readers();
