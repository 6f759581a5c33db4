VACUUM FULL outbox_held
