-- 送付先情報 of a household: made when the last request of the change is answered, checked and renewed by register_ref.

CREATE INDEX number_request_change ON number_request (change_id);
CREATE UNIQUE INDEX person_register_ref ON person (register_ref);
