create trigger conversation_participants_keep_the_pair after insert or update of conversation_id, user_id on messaging.conversation_participants
    for each row execute function messaging.keep_the_pair();
