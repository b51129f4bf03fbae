-- What the outbox was last given to tell of a copy, so that no outcome goes untold
-- when the power fails between the two.
ALTER TABLE print_ledger ADD COLUMN told TEXT;
UPDATE print_ledger SET told = state WHERE state NOT IN ('reserved', 'sent');
CREATE INDEX print_ledger_untold ON print_ledger (serial)
    WHERE told IS NULL OR told <> state;
