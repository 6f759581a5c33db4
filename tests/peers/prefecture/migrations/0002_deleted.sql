-- 職権消除 and 異動の取消し（減） end a record too.
ALTER TABLE person DROP CONSTRAINT person_state_check;
ALTER TABLE person ADD CONSTRAINT person_state_check CHECK (state IN ('resident', 'moved_out', 'dead', 'deleted'));
