-- passed: the promised days that are over and were neither met nor moved; of each request the newest has place 1.
passed AS (
    SELECT given_days.*,
           ROW_NUMBER() OVER (
               PARTITION BY request_id ORDER BY sent_at DESC, promised_on DESC, about
           ) AS place
      FROM given_days
     WHERE outcome = 'open' AND promised_on < CURRENT_DATE
)
