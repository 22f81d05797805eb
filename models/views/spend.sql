-- What do requests cost: what did agencies estimate, ask for and waive?
-- One row a request and currency: the newest sum of each kind; `cost` is what it comes to as far as the letters tell.
CREATE VIEW spend AS
WITH
named AS (
    SELECT letter_effects.request_id,
           letter_effects.letter_id,
           letter_effects.sent_on,
           fees.currency,
           fees.about,
           fees.amount,
           ROW_NUMBER() OVER (
               PARTITION BY letter_effects.request_id, fees.currency, fees.about
               ORDER BY letter_effects.sent_at DESC, fees.amount DESC, fees.id
           ) AS newest
      FROM fees
      JOIN letter_effects ON letter_effects.letter_id = fees.letter_id
     WHERE letter_effects.is_heard AND fees.sure <> 'unsure'
),
sums AS (
    SELECT request_id,
           currency,
           MAX(CASE WHEN about = 'estimate' THEN amount END) AS estimate,
           MAX(CASE WHEN about = 'deposit' THEN amount END) AS deposit,
           MAX(CASE WHEN about = 'balance' THEN amount END) AS balance,
           MAX(CASE WHEN about = 'invoice' THEN amount END) AS invoice,
           MAX(CASE WHEN about = 'total' THEN amount END) AS total,
           MAX(CASE WHEN about = 'waived' THEN amount END) AS waived,
           MAX(sent_on) AS last_named_on
      FROM named
     WHERE newest = 1
     GROUP BY request_id, currency
)
SELECT sums.request_id,
       requests.tracking_number,
       requests.portal,
       requests.site,
       requests.agency,
       sums.currency,
       sums.estimate,
       sums.deposit,
       sums.balance,
       sums.invoice,
       sums.total,
       sums.waived,
       COALESCE(sums.invoice, sums.total, sums.deposit + sums.balance, sums.balance, sums.deposit) AS cost,
       sums.last_named_on
  FROM sums
  JOIN requests ON requests.id = sums.request_id
 ORDER BY sums.request_id, sums.currency
