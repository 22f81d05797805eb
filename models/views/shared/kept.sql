-- dated: every day a letter gives, as a person corrected it where one did. A correction stands on its own:
-- what is read of the same sentence, now or by a later reading, gives way to it.
dated AS (
    SELECT promised_dates.letter_id,
           promised_dates.promised_on,
           promised_dates.about,
           promised_dates.basis,
           promised_dates.sentence,
           promised_dates.start
      FROM promised_dates
     WHERE promised_dates.letter_id IN (SELECT letter_id FROM places)
       AND (promised_dates.sure <> 'unsure'
            OR EXISTS (SELECT 1
                         FROM decisions
                        WHERE decisions.letter_id = promised_dates.letter_id
                          AND decisions.undone_at IS NULL
                          AND decisions.verb = 'accept'
                          AND decisions.question = 'promised_date:' || promised_dates.about || ':'
                              || CAST(promised_dates.promised_on AS TEXT)))
       AND NOT EXISTS (SELECT 1
                         FROM decisions
                        WHERE decisions.letter_id = promised_dates.letter_id
                          AND decisions.undone_at IS NULL
                          AND ((decisions.verb = 'reject'
                                AND decisions.question = 'promised_date:' || promised_dates.about || ':'
                                    || CAST(promised_dates.promised_on AS TEXT))
                               OR (decisions.field = 'date'
                                   AND decisions.about = promised_dates.about
                                   AND (decisions.was = CAST(promised_dates.promised_on AS TEXT)
                                        OR (decisions.part = promised_dates.part
                                            AND decisions.start = promised_dates.start)))))
     UNION ALL
    SELECT letter_id, promised_on, about, 'stated', COALESCE(sentence, note, ''), COALESCE(start, 0)
      FROM (SELECT decisions.*,
                   ROW_NUMBER() OVER (
                       PARTITION BY letter_id, about, COALESCE(was, '') ORDER BY id DESC
                   ) AS newest
              FROM decisions
             WHERE undone_at IS NULL AND field = 'date' AND letter_id IN (SELECT letter_id FROM places)
           ) AS corrected
     WHERE newest = 1 AND promised_on IS NOT NULL
),
-- said: each promise of an agency once; a later letter that names the same day for the same thing
-- restates it. Days set for the requester (payment_due, respond_by) stand here too, and are no promises.
said AS (
    SELECT *
      FROM (SELECT heard.request_id,
                   heard.letter_id,
                   heard.sent_at,
                   heard.sent_on,
                   dated.promised_on,
                   dated.about,
                   dated.basis,
                   dated.sentence,
                   CASE WHEN dated.about IN ('determination', 'payment_due', 'respond_by') THEN dated.about ELSE 'records' END
                       AS family,
                   ROW_NUMBER() OVER (
                       PARTITION BY heard.request_id, dated.about, dated.promised_on
                       ORDER BY heard.sent_at, heard.digest, dated.start
                   ) AS telling
              FROM heard
              JOIN dated ON dated.letter_id = heard.letter_id
           ) AS tellings
     WHERE telling = 1
),
-- met: for each promise, the first later letter that does what was promised.
met AS (
    SELECT *
      FROM (SELECT said.request_id,
                   said.letter_id,
                   said.about,
                   said.promised_on,
                   heard.sent_at AS met_at,
                   heard.sent_on AS met_on,
                   ROW_NUMBER() OVER (
                       PARTITION BY said.request_id, said.about, said.promised_on
                       ORDER BY heard.sent_at, heard.digest
                   ) AS place
              FROM said
              JOIN heard
                ON heard.request_id = said.request_id
               AND heard.letter_id <> said.letter_id
               AND heard.sent_at >= said.sent_at
             WHERE said.about = 'reply'
                OR (said.about = 'determination' AND heard.status NOT IN ('acknowledged', 'extended'))
                OR heard.status IN ('partially_fulfilled', 'fulfilled', 'no_records', 'denied', 'referred',
                                    'withdrawn', 'closed')
           ) AS answers
     WHERE place = 1
),
-- moved: for each promise, the first later letter that names a later day for the same thing.
moved AS (
    SELECT *
      FROM (SELECT said.request_id,
                   said.about,
                   said.promised_on,
                   newer.sent_at AS moved_at,
                   newer.promised_on AS moved_to,
                   ROW_NUMBER() OVER (
                       PARTITION BY said.request_id, said.about, said.promised_on
                       ORDER BY newer.sent_at, newer.promised_on
                   ) AS place
              FROM said
              JOIN said AS newer
                ON newer.request_id = said.request_id
               AND newer.family = said.family
               AND newer.sent_at > said.sent_at
               AND newer.promised_on > said.promised_on
           ) AS moves
     WHERE place = 1
),
-- kept: each promise and what became of it.
kept AS (
    SELECT said.request_id,
           said.letter_id,
           said.sent_at,
           said.sent_on AS said_on,
           said.promised_on,
           said.about,
           said.basis,
           said.sentence,
           CASE
               WHEN said.about IN ('payment_due', 'respond_by') THEN 'yours'
               WHEN moved.moved_at < met.met_at OR (moved.moved_at IS NOT NULL AND met.met_at IS NULL) THEN 'slipped'
               WHEN met.met_on <= said.promised_on THEN 'kept'
               WHEN met.met_on > said.promised_on THEN 'slipped'
               ELSE 'open'
           END AS outcome,
           CAST(CASE
               WHEN said.about IN ('payment_due', 'respond_by') THEN NULL
               WHEN moved.moved_at < met.met_at OR (moved.moved_at IS NOT NULL AND met.met_at IS NULL)
                   THEN julianday(moved.moved_to) - julianday(said.promised_on)
               WHEN met.met_on <= said.promised_on THEN 0
               WHEN met.met_on > said.promised_on THEN julianday(met.met_on) - julianday(said.promised_on)
           END AS INTEGER) AS days_slipped
      FROM said
      LEFT JOIN met
        ON met.request_id = said.request_id AND met.about = said.about AND met.promised_on = said.promised_on
      LEFT JOIN moved
        ON moved.request_id = said.request_id
       AND moved.about = said.about
       AND moved.promised_on = said.promised_on
)
