-- A 符号 is that of the 個人番号 it was asked by: with another number it is none any more, at once, and not only when
-- the new one is asked for (seed 002 R-86). A result that is on its way comes too late.
CREATE OR REPLACE FUNCTION number_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.code_asked := false;
    UPDATE subject_code SET state = 'failed', reason = 'number_changed', code = NULL, code_index = NULL, request_id = '',
                            changed_at = now()
    WHERE integrated_number = NEW.integrated_number;
    RETURN NEW;
END $$;

-- A 住登外者 has no 符号 to be asked for, which was kept as a failure; who has moved in since is asked for now.
UPDATE integrated i SET code_asked = false
WHERE i.integrated_number IN (SELECT integrated_number FROM subject_code WHERE reason = 'number_missing')
  AND EXISTS (SELECT FROM person p WHERE p.integrated_number = i.integrated_number AND p.individual_number IS NOT NULL);
DELETE FROM subject_code WHERE reason = 'number_missing';
