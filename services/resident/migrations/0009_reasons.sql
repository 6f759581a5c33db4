-- What the rules of change still lacked.

-- Approvals are written with their change by one service: no foreign key (see 0001).
ALTER TABLE change_review DROP CONSTRAINT change_review_change_id_fkey;
