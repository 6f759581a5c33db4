-- A message that waits keeps whose word it is (juki-signature), so that its dead letter can be sent again. Empty: it waits since
-- before messages were signed.
ALTER TABLE parked ADD signature bytea NOT NULL DEFAULT '';
