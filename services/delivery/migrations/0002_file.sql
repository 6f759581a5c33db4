-- 送付先情報ファイル: a record is kept until it has been handed over and confirmed, and is erased on the business day
-- after that (seed 002 R-73).

ALTER TABLE held
    ADD COLUMN register_ref text, -- the key to the card system; null: taken in before this file
    ADD COLUMN ce_type text,
    ADD COLUMN received_on date NOT NULL DEFAULT current_date, -- business dates
    ADD COLUMN handed_on date, -- null: waits for its hand-over
    ADD COLUMN sequence bigint, -- juki-sequence of the hand-over
    ADD COLUMN again_on date, -- when it was last sent once more
    ADD COLUMN confirmed_on date,
    ADD COLUMN erase_on date; -- known with the confirmation, never before
UPDATE held SET handed_on = current_date; -- these were handed over as they came
ALTER TABLE held ALTER COLUMN received_on DROP DEFAULT;
CREATE INDEX held_waiting ON held (register_ref) WHERE handed_on IS NULL;
CREATE INDEX held_unconfirmed ON held (handed_on) WHERE confirmed_on IS NULL;
CREATE INDEX held_due ON held (erase_on) WHERE erase_on IS NOT NULL;

ALTER TABLE trace
    ADD COLUMN erased_at timestamptz,
    ADD COLUMN withdrawn boolean NOT NULL DEFAULT false; -- taken out before the hand-over

-- ANALYZE would copy values into the catalogue, where no erasure finds them.
ALTER TABLE held ALTER COLUMN payload SET STATISTICS 0;
ALTER TABLE outbox ALTER COLUMN payload SET STATISTICS 0;
ALTER TABLE parked ALTER COLUMN payload SET STATISTICS 0;
