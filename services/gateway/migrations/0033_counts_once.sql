-- 自己情報提供の求め that were answered: a request counts once, as a permit does.
CREATE TABLE self_request (
    request_id text PRIMARY KEY
);

-- Whose a provision was stands in 情報提供等記録, as a keyed hash; here it is needed while it is held alone.
UPDATE provision SET integrated_number = NULL WHERE state NOT IN ('held', 'checked');
ALTER TABLE provision ADD CHECK (integrated_number IS NULL OR state IN ('held', 'checked'));
