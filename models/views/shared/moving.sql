-- gaps: the letters that tell a status, and where a new batch of them begins. Letters sent within a minute of
-- one another are one batch: a release and its closing notice.
gaps AS (
    SELECT heard.*,
           CASE
               WHEN julianday(sent_at)
                    - julianday(LAG(sent_at) OVER (PARTITION BY request_id ORDER BY sent_at, digest)) <= 61.0 / 86400
                   THEN 0
               ELSE 1
           END AS begins,
           CASE
               WHEN status = 'acknowledged' THEN 0
               WHEN status = 'extended' THEN 1
               WHEN status = 'in_process' THEN 2
               WHEN status IN ('needs_clarification', 'needs_payment', 'appeal_received') THEN 3
               WHEN status = 'closed' THEN 4
               WHEN status = 'partially_fulfilled' THEN 5
               ELSE 6
           END AS finality
      FROM heard
     WHERE status IS NOT NULL
),
told AS (
    SELECT gaps.*,
           SUM(begins) OVER (PARTITION BY request_id ORDER BY sent_at, digest ROWS UNBOUNDED PRECEDING) AS batch
      FROM gaps
),
placed AS (
    SELECT told.*,
           ROW_NUMBER() OVER (PARTITION BY request_id ORDER BY batch, finality, sent_at, digest) AS place,
           MAX(finality) OVER (PARTITION BY request_id) AS highest
      FROM told
),
-- counted: `firm` and `reasoned` number the stretches that begin with a status that moves on its own; `ended`
-- counts the letters up to this one that ended the request.
counted AS (
    SELECT placed.*,
           COUNT(CASE WHEN finality >= 3 THEN 1 END) OVER (
               PARTITION BY request_id ORDER BY place ROWS UNBOUNDED PRECEDING
           ) AS firm,
           COUNT(CASE WHEN finality >= 3 AND status <> 'closed' THEN 1 END) OVER (
               PARTITION BY request_id ORDER BY place ROWS UNBOUNDED PRECEDING
           ) AS reasoned,
           COUNT(CASE WHEN finality IN (4, 6) THEN 1 END) OVER (
               PARTITION BY request_id ORDER BY place ROWS UNBOUNDED PRECEDING
           ) - CASE WHEN finality IN (4, 6) THEN 1 ELSE 0 END AS ended
      FROM placed
),
-- weighed: `ended_since` counts how often the request ended after the same words were first sent.
weighed AS (
    SELECT counted.*,
           MAX(CASE WHEN finality >= 3 THEN finality END) OVER (PARTITION BY request_id, firm) AS after_firm,
           MAX(CASE WHEN finality >= 3 AND status <> 'closed' THEN finality END) OVER (
               PARTITION BY request_id, reasoned
           ) AS after_reason,
           CASE
               WHEN words IS NULL OR finality < 3 OR status IN ('needs_clarification', 'needs_payment') THEN 0
               WHEN ROW_NUMBER() OVER (PARTITION BY request_id, status, words ORDER BY place) = 1 THEN 0
               ELSE ended - MIN(ended) OVER (PARTITION BY request_id, status, words)
                    - CASE WHEN finality IN (4, 6) THEN 1 ELSE 0 END
           END AS ended_since
      FROM counted
),
-- weighty: why a letter that tells a status does not move the request; null where it does.
weighty AS (
    SELECT weighed.*,
           CASE
               WHEN ended_since > 0 THEN 'a copy of an earlier letter does not bring back what has ended since'
               WHEN finality = 0 AND highest > 0 THEN 'an acknowledgment gives way to any other status'
               WHEN finality IN (1, 2) AND COALESCE(after_firm, 0) IN (4, 6)
                   THEN 'work or more time does not reopen what has ended'
               WHEN status = 'closed' AND COALESCE(after_reason, 0) = 6
                   THEN 'a bare "closed" does not overwrite the reason'
           END AS why_not
      FROM weighed
),
moving AS (
    SELECT weighty.*,
           LAG(status) OVER (PARTITION BY request_id ORDER BY place) AS before_it
      FROM weighty
     WHERE why_not IS NULL
)
